using Mhero.Core.Operating;
using Mhero.Core.Operating.Failures;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>POST /api/dead-letters/discard</c>: orders that the dead letters that match are discarded, with <c>{"reason":"…"}</c>.
/// Query: <c>queue</c>, <c>issue</c>, <c>text</c>, <c>flow</c>, <c>facility</c>, <c>from</c>, <c>to</c>.
/// </summary>
/// <param name="failures">The actions on dead letters.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class DiscardDeadLetters(FailureActions failures, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the job, or 422 without a reason.</summary>
    [Function(nameof(DiscardDeadLetters))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/discard")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () =>
        {
            var (body, problem) = await OperatorAnswers.ReadAsync(request, cancellationToken);
            return problem
                ?? (OperatorAnswers.TextOf(body, "reason") is { } reason
                    ? OperatorAnswers.Ordered(await failures.DiscardAllAsync(Filters.DeadLettersOf(request), reason, operators.Of(request), CancellationToken.None))
                    : OperatorAnswers.NoReason());
        });
}
