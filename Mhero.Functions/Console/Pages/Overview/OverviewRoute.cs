using Mhero.Core.Monitoring;
using Mhero.Core.Monitoring.Activity;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Overview;

/// <summary>The first page: whether everything works. It reads storage only, so that it also answers while a side does not.</summary>
/// <param name="status">The state of the syncs.</param>
/// <param name="activity">The counts of the days.</param>
/// <param name="conflicts">The conflicts on record.</param>
/// <param name="letters">Counts the dead letters.</param>
/// <param name="syncs">Name the queue of each direction.</param>
/// <param name="schedules">When timers fire next.</param>
/// <param name="time">The clock.</param>
public sealed class OverviewRoute(
    StatusReader status, ActivityLog activity, Conflicts conflicts, DeadLetterIndex letters, IEnumerable<ISync> syncs, TimerSchedules schedules, TimeProvider time) : ConsoleRoute("", ConsoleRole.Reader)
{
    private const int Days = 30;

    private readonly Dictionary<string, string> _queues = syncs.SelectMany(sync => sync.Pollers.Select(kind => (kind, sync.Queue))).ToDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var reading = status.ReadStoredAsync(cancellationToken);
        var counting = activity.ReadAsync(Days, cancellationToken);
        var recorded = conflicts.CountAsync(cancellationToken);
        var failed = letters.CountByQueueAsync(cancellationToken);
        var view = OverviewView.Of(await reading, await counting, await recorded, new DirectionQueues(_queues, await failed), schedules, time.GetUtcNow());
        return ConsoleAnswer.Page<OverviewPage>("overview.title", view);
    }
}
