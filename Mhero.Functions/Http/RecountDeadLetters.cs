using Mhero.Core.Operating;
using Mhero.Core.Operating.Failures;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/dead-letters/recount</c>: orders that index and counters of the dead letters are made again.</summary>
/// <param name="failures">The actions on dead letters.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class RecountDeadLetters(FailureActions failures, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the job.</summary>
    [Function(nameof(RecountDeadLetters))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/recount")] HttpRequest request) =>
        OperatorAnswers.Ordered(await failures.RecountAsync(operators.Of(request), CancellationToken.None));
}
