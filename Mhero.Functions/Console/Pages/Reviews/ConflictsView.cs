using Mhero.Core.Sync.Contacts;

namespace Mhero.Functions.Console.Pages.Reviews;

/// <summary>The conflicts on record.</summary>
/// <param name="Conflicts">The latest first.</param>
public sealed record ConflictsView(IReadOnlyList<ConflictRecord> Conflicts);
