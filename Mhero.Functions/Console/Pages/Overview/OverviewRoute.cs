using Mhero.Core.Monitoring;
using Mhero.Core.Monitoring.Activity;
using Mhero.Core.Sync.Contacts;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Overview;

/// <summary>The first page: whether everything works. It reads storage only, so that it also answers while a side does not.</summary>
/// <param name="status">The state of the syncs.</param>
/// <param name="activity">The counts of the days.</param>
/// <param name="conflicts">The conflicts on record.</param>
/// <param name="schedules">When timers fire next.</param>
/// <param name="time">The clock.</param>
public sealed class OverviewRoute(StatusReader status, ActivityLog activity, Conflicts conflicts, TimerSchedules schedules, TimeProvider time) : IConsoleRoute
{
    private const int Days = 30;
    private const int CountedConflicts = 1_000;

    /// <inheritdoc/>
    public string Pattern => "";

    /// <inheritdoc/>
    public bool IsAction => false;

    /// <inheritdoc/>
    public ConsoleRole Role => ConsoleRole.Reader;

    /// <inheritdoc/>
    public async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var reading = status.ReadStoredAsync(cancellationToken);
        var counting = activity.ReadAsync(Days, cancellationToken);
        var recorded = conflicts.ListAsync(CountedConflicts, cancellationToken);
        var view = OverviewView.Of(await reading, await counting, (await recorded).Count, schedules, time.GetUtcNow());
        return ConsoleAnswer.Page<OverviewPage>("overview.title", view);
    }
}
