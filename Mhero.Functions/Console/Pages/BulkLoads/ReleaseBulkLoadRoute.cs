using Mhero.Core.Operating;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Console.Pages.BulkLoads;

/// <summary>Ends the bulk load; contacts that were not imported are written one by one.</summary>
/// <param name="actions">Ends it.</param>
public sealed class ReleaseBulkLoadRoute(BulkLoadActions actions) : IConsoleRoute
{
    /// <inheritdoc/>
    public string Pattern => "syncs/bulk-load/release";

    /// <inheritdoc/>
    public bool IsAction => true;

    /// <inheritdoc/>
    public ConsoleRole Role => ConsoleRole.Operator;

    /// <inheritdoc/>
    public async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await actions.ReleaseAsync(request.User.Operator, CancellationToken.None) is not null
            ? new RedirectAnswer("syncs/bulk-load", "bulk-load-released")
            : ConsoleAnswer.Problem("bulk-load.none", StatusCodes.Status404NotFound);
}
