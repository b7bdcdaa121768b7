using Mhero.Core.Floip;

namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>The result of adding rows.</summary>
/// <param name="Sessions">The sessions that the rows belong to and that are stored, by their <see cref="Mapping.Floip.FloipIds.Session"/>.</param>
/// <param name="Changed">Those of them that are not as they were.</param>
/// <param name="Issues">The findings.</param>
internal sealed record SessionAddition(IReadOnlyList<Guid> Sessions, IReadOnlyList<Guid> Changed, IReadOnlyList<FloipIssue> Issues);
