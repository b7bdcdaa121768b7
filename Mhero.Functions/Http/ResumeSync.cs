using Mhero.Core.Operating;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/syncs/{kind}/resume</c>: ends a pause; <c>all</c> ends every pause. A reason may be sent.</summary>
/// <param name="syncs">The actions on syncs.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class ResumeSync(SyncActions syncs, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the pauses that it ended, or 404 for a direction that does not exist.</summary>
    [Function(nameof(ResumeSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "syncs/{kind}/resume")] HttpRequest request, string kind, CancellationToken cancellationToken)
    {
        var (body, problem) = await OperatorAnswers.ReadAsync(request, cancellationToken);
        return problem
            ?? (await syncs.ResumeAsync(kind, OperatorAnswers.TextOf(body, "reason"), operators.Of(request), cancellationToken) is { } ended
                ? Results.Ok(new { resumed = ended })
                : PauseSync.Unknown());
    }
}
