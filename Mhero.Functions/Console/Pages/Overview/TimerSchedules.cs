using Cronos;
using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Console.Pages.Overview;

/// <summary>When the timers fire next, by the app settings that the host reads.</summary>
/// <param name="configuration">The app settings.</param>
public sealed class TimerSchedules(IConfiguration configuration)
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        [SyncKinds.Registry] = "SyncRegistrySchedule",
        [SyncKinds.Contacts] = "SyncContactsSchedule",
        [SyncKinds.Groups] = "SyncGroupsSchedule",
        [SyncKinds.Flows] = "SyncFlowsSchedule",
        [SyncKinds.Runs] = "SyncRunsSchedule",
        [SyncKinds.FlowResults] = "SyncFlowResultsSchedule",
        [SyncKinds.Messages] = "SyncMessagesSchedule",
        [SyncKinds.OptOuts] = "SyncOptOutsSchedule",
        [SyncKinds.Reports] = "SyncReportsSchedule",
    };

    /// <summary>The next time of a poller's timer.</summary>
    /// <param name="kind">The poller.</param>
    /// <param name="now">The time (UTC).</param>
    /// <returns>The time (UTC); null when the setting is missing, or is not a cron expression of six fields.</returns>
    public DateTimeOffset? NextOf(string kind, DateTimeOffset now) =>
        Settings.TryGetValue(kind, out var setting) && CronExpression.TryParse(configuration[setting] ?? "", CronFormat.IncludeSeconds, out var schedule)
            ? schedule.GetNextOccurrence(now, ZoneOf(configuration["WEBSITE_TIME_ZONE"]))
            : null;

    /// <summary>The time between two readings of a poller; null when it is not known.</summary>
    /// <param name="kind">The poller.</param>
    /// <param name="now">The time (UTC).</param>
    public TimeSpan? IntervalOf(string kind, DateTimeOffset now) =>
        NextOf(kind, now) is { } next && NextOf(kind, next) is { } following ? following - next : null;

    private static TimeZoneInfo ZoneOf(string? name) => name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
