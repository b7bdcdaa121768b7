using Mhero.Core.Operating;
using Mhero.Core.Operating.Failures;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/dead-letters/{id}/restore</c>: undoes a discard.</summary>
/// <param name="failures">The actions on dead letters.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class RestoreDeadLetter(FailureActions failures, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the dead letter, or 404.</summary>
    [Function(nameof(RestoreDeadLetter))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/{id}/restore")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await failures.RestoreAsync(id, operators.Of(request), cancellationToken) is { } letter ? Results.Ok(letter) : OperatorAnswers.NoDeadLetter();
}
