namespace Mhero.Core.Authoring.Drafts;

/// <summary>A router under construction.</summary>
/// <param name="Route">The operand and the tests.</param>
/// <param name="Categories">The categories, the default one last.</param>
/// <param name="Cases">The cases.</param>
internal sealed record DraftRouter(Route Route, IReadOnlyList<DraftCategory> Categories, IReadOnlyList<DraftCase> Cases);
