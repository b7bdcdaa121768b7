using Mhero.Core.Operating;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Syncs;

/// <summary>Pauses a direction: its readings and queues wait, and webhooks still accept.</summary>
/// <param name="actions">Does it.</param>
public sealed class PauseRoute(SyncActions actions) : ConsoleRoute("syncs/pause", ConsoleRole.Administrator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (request.Field("reason") is not { } reason)
        {
            return ConsoleAnswer.Problem("problem.reason", StatusCodes.Status400BadRequest);
        }

        return await actions.PauseAsync(request.Field("direction") ?? "", reason, request.User.Operator, cancellationToken) is not null
            ? new RedirectAnswer("syncs", "paused")
            : ConsoleAnswer.Problem("problem.form", StatusCodes.Status400BadRequest);
    }
}
