using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>
/// Deletes the rows of sessions that did not change for the time of the settings. What remains of such a session holds no answer; by it a
/// row that comes later is known to belong to a session whose response must not be written from that row alone.
/// </summary>
internal sealed class SessionRetention(
    SessionStore sessions, DeadLetterStore deadLetters, WorkQueue<RunItem> runs, IOptions<FlowResultsOptions> options, TimeProvider time)
{
    private const int Chunk = 100;

    /// <summary>A session whose rows are needed is looked at again after this.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromDays(1);

    /// <summary>Deletes.</summary>
    /// <param name="isSpent">Asked between two chunks whether to stop.</param>
    /// <param name="cancellationToken">Cancels; the next call looks at the rest.</param>
    /// <returns>How many sessions had their rows deleted.</returns>
    public async Task<long> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        if (options.Value.KeepRowsFor is not { } kept)
        {
            return 0;
        }

        var (purged, before) = (0L, time.GetUtcNow() - kept);
        await foreach (var notes in sessions.ListAgesAsync(before, cancellationToken).Chunk(Chunk).WithCancellation(cancellationToken))
        {
            if (isSpent())
            {
                break;
            }

            foreach (var (note, session) in notes)
            {
                // A dead letter names the session, and its replay needs the rows.
                var isNeeded = await deadLetters.FindAsync(DeadLetterStore.IdFor(runs.Name, session.Session.ToString()), cancellationToken) is not null;
                purged += await sessions.PurgeAsync(note, session, before, isNeeded ? before + Later : null, cancellationToken) ? 1 : 0;
            }
        }

        return purged;
    }
}
