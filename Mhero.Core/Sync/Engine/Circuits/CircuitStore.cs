using Mhero.Core.Caching.InMemory;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>The circuits' rows. They are in storage so that instances share them and a restart does not forget them.</summary>
/// <param name="table">The table of the state.</param>
/// <param name="time">The clock.</param>
internal sealed class CircuitStore(DocumentTable table, TimeProvider time)
{
    private const string Partition = "circuits";

    private readonly BoundedCache<string, IReadOnlyList<CircuitRow>> _read = new(time, 100, _ => TimeSpan.FromSeconds(1));

    /// <summary>The circuits of a queue, as they were at most a second ago.</summary>
    public Task<IReadOnlyList<CircuitRow>> OfAsync(string queue, CancellationToken cancellationToken) => _read.GetAsync(
        queue,
        async () =>
        {
            // One request for all sides; as a rule none has a row.
            var found = new List<CircuitRow>();
            await foreach (var document in table.ScanAsync(Partition, queue + ":", CancellationToken.None))
            {
                found.Add(SyncJson.Read<CircuitRow>(document.Content));
            }

            return found;
        },
        cancellationToken);

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
        _read.Remove(queue);
        return row!;
    }

    private static string KeyOf(string queue, CircuitSide side) => $"{queue}:{side}";
}
