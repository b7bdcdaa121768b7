using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.FlowResults.People;

/// <summary>
/// Looks from time to time whether the registry, or a contacts file, has got the health workers of sessions that were written without one, and
/// has those sessions written again.
/// </summary>
internal sealed class SessionRelinker(
    UnlinkedAnswers unlinked, PackageStore packages, SessionStore sessions, FlowResultsSources sources, ContactRules rules, ClaimedWorkers workers, TimeProvider time)
{
    /// <summary>Begins the ids of the notes about sessions.</summary>
    public const string NotePrefix = "session-";

    private const int Chunk = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private DateTimeOffset? _lookedAt;

    /// <summary>Looks, at most once an hour.</summary>
    /// <param name="cancellationToken">Cancels; sessions that were found by then are on the queue.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task RelinkAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _lookedAt < Interval)
        {
            return;
        }

        await foreach (var notes in unlinked.ListAsync(NotePrefix, cancellationToken).Chunk(Chunk).WithCancellation(cancellationToken))
        {
            await RelinkAsync(notes, cancellationToken);
        }

        _lookedAt = now;
    }

    private async Task RelinkAsync(UnlinkedAnswer[] notes, CancellationToken cancellationToken)
    {
        var claims = new List<(Guid Contact, WorkerClaim Claim)>();
        foreach (var group in notes.Select(n => (n.Contact, Session: PointerOf(n))).Where(n => n.Session is not null).GroupBy(n => n.Session!.Package))
        {
            if (await packages.FindAsync(group.Key, cancellationToken) is not { } package || sources.Find(package.Source) is not { } source)
            {
                continue;
            }

            var rows = await sessions.FindAsync(group.Key, group.Select(n => n.Session!.Session).Distinct(), cancellationToken);
            foreach (var (contact, session) in group)
            {
                if (rows.TryGetValue(session!.Session, out var row) && rules.Read(source, ResultsSession.Of(row.Id, row.Rows)) is { } claim)
                {
                    claims.Add((contact, claim));
                }
            }
        }

        if (claims.Count > 0)
        {
            var found = await workers.FindAsync([.. claims.Select(c => c.Claim).Distinct()], cancellationToken);
            await unlinked.ReleaseAsync([.. claims.Where(c => found[c.Claim].Count == 1).Select(c => c.Contact).Distinct()], cancellationToken);
        }
    }

    private static SessionPointer? PointerOf(UnlinkedAnswer note) => SyncJson.Read<BatchMessage<RunItem>>(note.Message).Items is [var item] ? item.Session : null;
}
