using Mhero.Core.Operating;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.BulkLoads;

/// <summary>Ends the bulk load; contacts that were not imported are written one by one.</summary>
/// <param name="actions">Ends it.</param>
public sealed class ReleaseBulkLoadRoute(BulkLoadActions actions) : ConsoleRoute("syncs/bulk-load/release", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await actions.ReleaseAsync(request.User.Operator, CancellationToken.None) is not null
            ? new RedirectAnswer("syncs/bulk-load", "bulk-load-released")
            : ConsoleAnswer.Problem("bulk-load.none", StatusCodes.Status404NotFound);
}
