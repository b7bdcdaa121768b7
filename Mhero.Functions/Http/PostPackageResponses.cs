using Mhero.Core.Sync.FlowResults.Push;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/floip/packages/{id}/responses?source=…</c>: takes rows of a Flow Results package, as its API specification says.</summary>
/// <param name="receiver">Takes them.</param>
public sealed class PostPackageResponses(FlowResultsReceiver receiver)
{
    /// <summary>
    /// Answers 204 once all rows are stored and their sessions enqueued, 200 with coded issues where some rows were left out or changed, and a
    /// coded problem where none can be used.
    /// </summary>
    [Function(nameof(PostPackageResponses))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "floip/packages/{id}/responses")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync(request, RequestBody.MaxBundleBytes, cancellationToken);
        if (problem is { } fault)
        {
            return Problems.Of(fault.Status, fault.Code, fault.Detail);
        }

        using var stream = new MemoryStream(body.ToArray(), writable: false);
        var result = await receiver.AcceptRowsAsync(request.Query["source"].FirstOrDefault(), id, stream, cancellationToken);
        return FlowResultsAnswers.Of(result, () => Results.NoContent());
    }
}
