using Mhero.Core.Sync.Contacts.Bulk;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/bulk-load/instructions</c>: each step of the import, for the person who does it.</summary>
/// <param name="loads">The bulk loads.</param>
public sealed class GetBulkLoadInstructions(BulkLoads loads)
{
    /// <summary>Answers 200 with Markdown, or 409.</summary>
    [Function(nameof(GetBulkLoadInstructions))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "bulk-load/instructions")] HttpRequest request, CancellationToken cancellationToken) =>
        await loads.InstructionsAsync(cancellationToken) is { } page ? Results.Text(page, "text/markdown; charset=utf-8") : BulkLoadProblems.NoFiles();
}
