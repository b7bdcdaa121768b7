using Mhero.Core.Operating;
using Mhero.Core.Operating.Failures;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/dead-letters/{id}/discard</c>: marks a dead letter as discarded, with <c>{"reason":"…"}</c>.</summary>
/// <param name="failures">The actions on dead letters.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class DiscardDeadLetter(FailureActions failures, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the dead letter, 404, or 422 without a reason.</summary>
    [Function(nameof(DiscardDeadLetter))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/{id}/discard")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (body, problem) = await OperatorAnswers.ReadAsync(request, cancellationToken);
        return problem
            ?? (OperatorAnswers.TextOf(body, "reason") is not { } reason ? OperatorAnswers.NoReason()
            : await failures.DiscardAsync(id, reason, operators.Of(request), cancellationToken) is { } letter ? Results.Ok(letter) : OperatorAnswers.NoDeadLetter());
    }
}
