using Mhero.Core.Operating;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Syncs;

/// <summary>Reads a source now instead of when its timer fires.</summary>
/// <param name="syncs">The syncs.</param>
public sealed class StartSyncRoute(SyncActions syncs) : ConsoleRoute("syncs/start", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (request.Field("kind") is not { } kind || !syncs.Kinds.Contains(kind))
        {
            return ConsoleAnswer.Problem("problem.form", StatusCodes.Status400BadRequest);
        }

        await syncs.StartAsync(kind, request.User.Operator, cancellationToken);
        return new RedirectAnswer($"syncs?kind={kind}", "sync-started");
    }
}
