using Mhero.Core.Sync.FlowResults.Push;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/floip/packages?source=…</c>: takes the descriptor of a Flow Results package.</summary>
/// <param name="receiver">Takes it.</param>
public sealed class PostPackage(FlowResultsReceiver receiver)
{
    /// <summary>Answers 201 for a package that is new, 200 for one that is known, and a coded problem otherwise.</summary>
    [Function(nameof(PostPackage))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "floip/packages")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync(request, RequestBody.MaxExtractBytes, cancellationToken);
        if (problem is { } fault)
        {
            return Problems.Of(fault.Status, fault.Code, fault.Detail);
        }

        var result = await receiver.AcceptPackageAsync(request.Query["source"].FirstOrDefault(), body, cancellationToken);
        var answer = new { id = result.Package, issues = result.Issues };
        return FlowResultsAnswers.Of(result, () => result.Answer == PushAnswer.Created
            ? Results.Created($"/api/floip/packages/{Uri.EscapeDataString(result.Package!)}", answer)
            : Results.Ok(answer));
    }
}
