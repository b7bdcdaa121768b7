using System.Diagnostics.Metrics;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.DevHost.Run;

/// <summary>Counts, by mHero's metrics, what becomes of records that calls bring, which no run of a sync counts.</summary>
internal sealed class CallCounts : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private SyncCounts _counts = SyncCounts.Empty;

    /// <summary>Begins to count.</summary>
    /// <param name="meters">The host's meters: those of another host in this process do not count.</param>
    public CallCounts(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == SyncMetrics.OutcomesName && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Add(value, tags));
        _listener.Start();
    }

    /// <summary>The counts so far.</summary>
    public SyncCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? outcome = null, origin = null;
        foreach (var (name, tag) in tags)
        {
            outcome = name == SyncMetrics.OutcomeTag ? tag as string : outcome;
            origin = name == SyncMetrics.OriginTag ? tag as string : origin;
        }

        if (outcome is not null && origin == SyncMetrics.FromCall)
        {
            lock (_gate)
            {
                _counts = _counts.Add(outcome, value);
            }
        }
    }
}
