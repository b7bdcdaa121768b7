using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Operating.Reviews;

/// <summary>The result of an answer to one of several reviews.</summary>
/// <param name="Id">The review.</param>
/// <param name="Answer">The result.</param>
public sealed record ReviewResult(string Id, ReviewAnswer Answer);
