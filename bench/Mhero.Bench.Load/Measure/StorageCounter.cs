using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.Metrics;

namespace Mhero.Bench.Load.Measure;

/// <summary>
/// Counts this process's requests to the storage account, by service and method: what Azure bills as transactions. It listens
/// to the runtime's own HTTP metrics, so a repeat by the SDK counts too, and nothing is in between that takes time.
/// </summary>
internal sealed class StorageCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _services;

    /// <summary>Begins to count.</summary>
    /// <param name="connectionString">Connection string with the endpoints of queues and tables.</param>
    public StorageCounter(string connectionString)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        _services = new[] { "Table", "Queue" }.ToDictionary(
            service => new Uri((string)parts[$"{service}Endpoint"]).Port,
            service => service.ToLowerInvariant());
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>(Count);
        _listener.Start();
    }

    /// <summary>What was counted since the last reset.</summary>
    public SortedDictionary<string, long> Read() => new(_counts, StringComparer.Ordinal);

    public void Reset() => _counts.Clear();

    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument, double measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var (service, method) = ((string?)null, "");
        foreach (var (name, value) in tags)
        {
            if (name == "server.port" && _services.TryGetValue(Convert.ToInt32(value, CultureInfo.InvariantCulture), out var known))
            {
                service = known;
            }
            else if (name == "http.request.method")
            {
                method = (string)value!;
            }
        }

        if (service is not null)
        {
            _counts.AddOrUpdate($"{service} {method}", 1, static (_, n) => n + 1);
        }
    }
}
