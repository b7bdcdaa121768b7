using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>
/// Remembers which sessions a reading has stored and not enqueued, so that neither the end of the process nor a reading of several calls
/// forgets one.
/// </summary>
/// <param name="table">Where they are kept.</param>
internal sealed class PendingSessions(FlowResultsTable table)
{
    private const int Chunk = 1_000;

    /// <summary>Notes sessions. It has to be done after their rows are stored: the note may be taken at once.</summary>
    /// <param name="package">The package.</param>
    /// <param name="sessions">The sessions.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task AddAsync(Guid package, IReadOnlyCollection<Guid> sessions, CancellationToken cancellationToken)
    {
        // The key is new in each call: another reader who has taken an earlier note of the session does not delete this one.
        var call = Guid.NewGuid().ToString("N")[..12];
        return table.Documents.WriteAsync(PartitionOf(package), [.. sessions.Select(s => new Document($"{s:N}.{call}", "{}", Document.AnyVersion))], cancellationToken);
    }

    /// <summary>Enqueues the noted sessions and deletes the notes. A repeated call does no harm.</summary>
    /// <param name="package">The package.</param>
    /// <param name="batches">Takes the sessions.</param>
    /// <param name="isSpent">Asked between two chunks whether to stop.</param>
    /// <param name="cancellationToken">Cancels; sessions that are not enqueued stay noted.</param>
    /// <returns>How many sessions were enqueued, and whether these were all.</returns>
    public async Task<(long Sessions, bool IsComplete)> EnqueueAsync(Guid package, BatchWriter<RunItem> batches, Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var (count, last) = (0L, Guid.Empty);
        await foreach (var notes in table.Documents.ScanKeysAsync(PartitionOf(package), cancellationToken: cancellationToken).Chunk(Chunk).WithCancellation(cancellationToken))
        {
            if (count > 0 && isSpent())
            {
                return (count, false);
            }

            foreach (var session in notes.Select(n => Guid.ParseExact(n[..n.IndexOf('.', StringComparison.Ordinal)], "N")))
            {
                if (session != last)
                {
                    await batches.AddAsync(new RunItem { Session = new SessionPointer(package, session) }, cancellationToken);
                    count++;
                }

                last = session;
            }

            await batches.FlushAsync(cancellationToken);
            await table.Documents.DeleteAsync(PartitionOf(package), notes, cancellationToken);
        }

        return (count, true);
    }

    private static string PartitionOf(Guid package) => string.Create(CultureInfo.InvariantCulture, $"pending {package:N}");
}
