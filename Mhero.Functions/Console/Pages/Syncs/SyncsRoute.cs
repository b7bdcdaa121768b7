using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Syncs;

/// <summary>The last sync executions, and the buttons that start one.</summary>
/// <param name="log">The sync log.</param>
/// <param name="syncs">The syncs.</param>
/// <param name="pauses">The maintenance switch.</param>
public sealed class SyncsRoute(SyncLogStore log, IEnumerable<ISync> syncs, PauseSwitch pauses) : ConsoleRoute("syncs", ConsoleRole.Reader)
{
    private const int Shown = 50;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var kinds = syncs.SelectMany(sync => sync.Pollers).ToList();
        var kind = request.Query("kind") is { } asked && kinds.Contains(asked) ? asked : null;
        return ConsoleAnswer.Page<SyncsPage>("syncs.title", new SyncsView(kinds, kind, await log.RecentAsync(kind, Shown, cancellationToken), await pauses.ListAsync(cancellationToken)));
    }
}
