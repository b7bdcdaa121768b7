using Mhero.Core.Floip;

namespace Mhero.Core.Sync.FlowResults.Push;

/// <summary>The result of a push, and the findings.</summary>
/// <param name="Answer">The result.</param>
/// <param name="Issues">The findings; those of rows name them by position (<c>responses[12]</c>) or id (<c>rows.34</c>).</param>
/// <param name="Package">The package's id; null where none could be read.</param>
/// <param name="Rows">How many rows are stored.</param>
/// <param name="Sessions">How many sessions they belong to.</param>
public sealed record PushResult(PushAnswer Answer, IReadOnlyList<FloipIssue> Issues, string? Package = null, int Rows = 0, int Sessions = 0)
{
    internal static PushResult Of(PushAnswer answer, string code, string message) => new(answer, [new FloipIssue(code, "", message)]);
}
