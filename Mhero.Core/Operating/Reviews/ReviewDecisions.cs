using Mhero.Core.Storage.Jobs;

namespace Mhero.Core.Operating.Reviews;

/// <summary>The result of answers to several reviews: few are answered at once, many by a job.</summary>
/// <param name="Results">The result of each; empty for a job.</param>
/// <param name="Job">The job; null when all were answered at once.</param>
public sealed record ReviewDecisions(IReadOnlyList<ReviewResult> Results, Job? Job);
