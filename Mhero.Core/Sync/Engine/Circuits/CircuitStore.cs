using System.Collections.Concurrent;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>The circuits' rows. They are in storage so that instances share them and a restart does not forget them.</summary>
/// <param name="table">The table of the state.</param>
/// <param name="time">The clock.</param>
internal sealed class CircuitStore(DocumentTable table, TimeProvider time)
{
    private const string Partition = "circuits";

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (long At, IReadOnlyList<CircuitRow> Rows)> _read = new(StringComparer.Ordinal);

    /// <summary>The circuits of a queue, as they were at most a second ago.</summary>
    public async Task<IReadOnlyList<CircuitRow>> OfAsync(string queue, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(queue, out var last) && time.GetElapsedTime(last.At) < MaxAge)
        {
            return last.Rows;
        }

        var at = time.GetTimestamp();
        var keys = Enum.GetValues<CircuitSide>().Select(side => KeyOf(queue, side)).ToList();
        var found = await table.FindManyAsync(Partition, keys, cancellationToken);
        IReadOnlyList<CircuitRow> rows = [.. found.Values.Select(document => SyncJson.Read<CircuitRow>(document.Content))];
        _read[queue] = (at, rows);
        return rows;
    }

    /// <summary>The open circuits of all queues.</summary>
    public async Task<IReadOnlyList<CircuitRow>> ListOpenAsync(CancellationToken cancellationToken)
    {
        var open = new List<CircuitRow>();
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            if (SyncJson.Read<CircuitRow>(document.Content) is { IsOpen: true } row)
            {
                open.Add(row);
            }
        }

        return open;
    }

    /// <summary>Changes a circuit; the change may run several times, and the same object means no change.</summary>
    public async Task<CircuitRow> ChangeAsync(string queue, CircuitSide side, Func<CircuitRow, CircuitRow> change, CancellationToken cancellationToken)
    {
        var row = await table.ChangeAsync(
            Partition, KeyOf(queue, side), SyncJson.TypeOf<CircuitRow>(), before => change(before ?? new CircuitRow { Queue = queue, Side = side }), cancellationToken);
        _read.TryRemove(queue, out _);
        return row!;
    }

    private static string KeyOf(string queue, CircuitSide side) => $"{queue}:{side}";
}
