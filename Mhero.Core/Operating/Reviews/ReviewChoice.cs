using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Operating.Reviews;

/// <summary>An answer to one of several reviews.</summary>
/// <param name="Id">The review.</param>
/// <param name="Decision">The answer.</param>
public sealed record ReviewChoice(string Id, ReviewDecision Decision)
{
    /// <summary>Value of <see cref="ReviewDecision.Choose"/> in a bulk decision: the only candidate of each review. A review with several is refused.</summary>
    public const string OnlyCandidate = "only";
}
