using System.Diagnostics.Metrics;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>Metrics of the syncs: the meter <c>Mhero</c>, for Application Insights or another listener.</summary>
public sealed class SyncMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = MessageTrace.SourceName;

    /// <summary>
    /// Counter of the outcomes of records, with the tags <see cref="QueueTag"/>, <see cref="OutcomeTag"/> (a name of
    /// <see cref="SyncCounts"/>) and <see cref="OriginTag"/>.
    /// </summary>
    public const string OutcomesName = "mhero.outcomes";

    /// <summary>Tag: the queue that the records were on.</summary>
    public const string QueueTag = "queue";

    /// <summary>Tag: the outcome.</summary>
    public const string OutcomeTag = "outcome";

    /// <summary>Tag: <see cref="FromPoller"/> or <see cref="FromCall"/>.</summary>
    public const string OriginTag = "origin";

    /// <summary>The records came of a poller; a run of a sync counts them too.</summary>
    public const string FromPoller = "poller";

    /// <summary>The records came by a call, a webhook for instance, and are counted here alone.</summary>
    public const string FromCall = "call";

    private readonly Counter<long> _outcomes;

    /// <summary>Makes the metrics.</summary>
    /// <param name="meters">Where the meter belongs.</param>
    public SyncMetrics(IMeterFactory meters) =>
        _outcomes = meters.Create(MeterName).CreateCounter<long>(OutcomesName, "{record}", "What became of records");

    internal void Add(string queue, SyncCounts counts, bool isFromPoller)
    {
        foreach (var (name, value) in counts.Values)
        {
            _outcomes.Add(value, new(QueueTag, queue), new(OutcomeTag, name), new(OriginTag, isFromPoller ? FromPoller : FromCall));
        }
    }
}
