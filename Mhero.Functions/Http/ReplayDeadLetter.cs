using Mhero.Core.Operating;
using Mhero.Core.Operating.Failures;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/dead-letters/{id}/replay</c>: puts one dead letter back on its queue.</summary>
/// <param name="failures">The actions on dead letters.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class ReplayDeadLetter(FailureActions failures, OperatorIdentity operators)
{
    /// <summary>Answers 202, or 404.</summary>
    [Function(nameof(ReplayDeadLetter))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/{id}/replay")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        await failures.ReplayAsync(id, operators.Of(request), cancellationToken)
            ? Results.Accepted("/api/status", new { replayed = 1 })
            : OperatorAnswers.NoDeadLetter();
}
