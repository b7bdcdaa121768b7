using Mhero.Core.Operating.Responses;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Responses;

/// <summary>Extracts the resources of one response again.</summary>
/// <param name="actions">Orders it.</param>
public sealed class ExtractAgainRoute(ResponseActions actions) : ConsoleRoute("responses/{id}/extract", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await actions.ExtractAgainFromAsync(Uri.UnescapeDataString(request.Value("id")), request.User.Operator, cancellationToken) is { } job
            ? new RedirectAnswer($"jobs/{job.Id}", "job-ordered")
            : ConsoleAnswer.Problem("responses.gone", StatusCodes.Status404NotFound);
}
