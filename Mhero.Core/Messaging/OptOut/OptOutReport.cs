using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>Reports decisions about opting out: a log line for each change, a conflict where the sides disagree.</summary>
internal sealed partial class OptOutReport(Conflicts conflicts, ILogger<OptOutReport> logger)
{
    private const string Attribute = "messages";

    /// <summary>Logs the change, and records the conflict, of one person.</summary>
    /// <param name="one">The person with the decision.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AddAsync(OptOutCase one, CancellationToken cancellationToken)
    {
        var decision = one.Decision!;
        if (decision.Row.IsOut != one.Row.Row.IsOut)
        {
            LogChanged(one.Key, decision.Row.IsOut ? "out" : "in", decision.Row.Cause?.ToString() ?? "-");
        }

        if (decision.IsConflict || decision.IsStillStopped)
        {
            var theirs = decision.RegistrySaid is true ? "wanted" : decision.Row.Status == ContactStatus.Stopped ? "stopped" : "not wanted";
            var winner = decision.RegistrySaid == decision.Row.IsOut ? MergeSide.Registry : MergeSide.RapidPro;
            await conflicts.RecordAsync(one.Key, [new MergeConflict(Attribute, decision.RegistrySaid is true ? "not wanted" : "wanted", theirs, winner)], cancellationToken);
            one.Count(SyncCounts.Empty.Add(SyncCounts.Conflicts));
        }
    }

    [LoggerMessage(5052, LogLevel.Information, "{Person} is {State} now ({Cause})")]
    private partial void LogChanged(string person, string state, string cause);
}
