using Mhero.Core.Operating;
using Mhero.Core.Operating.Failures;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>POST /api/dead-letters/replay</c>: orders that the dead letters that match go back on their queues, in the order of receipt.
/// Query: <c>queue</c>, <c>issue</c>, <c>text</c>, <c>flow</c>, <c>facility</c>, <c>from</c>, <c>to</c>.
/// </summary>
/// <param name="failures">The actions on dead letters.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class ReplayDeadLetters(FailureActions failures, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the job; its address is in <c>Location</c>.</summary>
    [Function(nameof(ReplayDeadLetters))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/replay")] HttpRequest request) =>

        // Not cancelled with the client: an order takes a few requests to storage, and half of one has no effect.
        OperatorAnswers.GuardAsync(async () => OperatorAnswers.Ordered(
            await failures.ReplayAllAsync(Filters.DeadLettersOf(request), operators.Of(request), CancellationToken.None)));
}
