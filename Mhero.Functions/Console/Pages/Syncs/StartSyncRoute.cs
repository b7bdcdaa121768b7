using Mhero.Core.Sync.Engine;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Console.Pages.Syncs;

/// <summary>Reads a source now instead of when its timer fires.</summary>
/// <param name="syncs">The syncs.</param>
public sealed class StartSyncRoute(IEnumerable<ISync> syncs) : IConsoleRoute
{
    /// <inheritdoc/>
    public string Pattern => "syncs/start";

    /// <inheritdoc/>
    public bool IsAction => true;

    /// <inheritdoc/>
    public ConsoleRole Role => ConsoleRole.Operator;

    /// <inheritdoc/>
    public async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (request.Field("kind") is not { } kind || syncs.FirstOrDefault(s => s.Pollers.Contains(kind)) is not { } sync)
        {
            return ConsoleAnswer.Problem("problem.form", StatusCodes.Status400BadRequest);
        }

        await sync.OrderAsync(kind, null, cancellationToken);
        return new RedirectAnswer($"syncs?kind={kind}", "sync-started");
    }
}
