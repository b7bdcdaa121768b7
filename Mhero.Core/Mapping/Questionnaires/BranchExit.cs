namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>One way out of a question.</summary>
/// <param name="Categories">The names of the categories that take it.</param>
/// <param name="IsTimeOut">Whether it is taken only when no answer comes.</param>
/// <param name="Reached">The nodes that it can lead to without the question being asked again.</param>
internal sealed record BranchExit(IReadOnlyList<string> Categories, bool IsTimeOut, NodeSet Reached);
