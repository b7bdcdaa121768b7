using Mhero.Core.Operating.Responses;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Responses;

/// <summary>One response with its Questionnaire, what was extracted from it, and its provenance. The reader records that answers are shown.</summary>
/// <param name="responses">Reads it.</param>
public sealed class ResponseRoute(ResponseReader responses) : ConsoleRoute("responses/{id}", ConsoleRole.Reader)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await responses.FindAsync(Uri.UnescapeDataString(request.Value("id")), request.WantsPersonalData, request.User.Operator, cancellationToken) is { } detail
            ? ConsoleAnswer.Page<ResponsePageView>("responses.one", new ResponseView(detail)) with { ShowsPersonalData = request.WantsPersonalData }
            : ConsoleAnswer.Problem("responses.gone", StatusCodes.Status404NotFound);
}
