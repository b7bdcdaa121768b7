using System.Globalization;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>
/// Keeps the rows of each session, so that a session that is spread over pages, or goes on later, is always read whole. A row that comes
/// twice is one row.
/// </summary>
internal sealed class SessionStore(FlowResultsTable table, TimeProvider time)
{
    private const string DuePartition = "due";
    private const string AgePartition = "ages";

    /// <summary>One writer wins each round, and few writers meet on a session.</summary>
    private const int MaxRounds = 20;

    /// <summary>Adds rows to their sessions.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="package">The package's id.</param>
    /// <param name="rows">Rows of the package.</param>
    /// <param name="cancellationToken">Cancels; rows already stored stay, and do no harm when they come again.</param>
    /// <returns>The sessions of the rows, and the findings.</returns>
    public async Task<SessionAddition> AddAsync(string source, string package, IEnumerable<ResultsRow> rows, CancellationToken cancellationToken)
    {
        var packageUuid = FloipIds.Package(source, package);
        var partition = PartitionOf(packageUuid);
        var sessions = rows.GroupBy(r => r.SessionId, StringComparer.Ordinal).ToDictionary(g => FloipIds.Session(source, package, g.Key), g => g.ToList());
        var issues = new List<FloipIssue>();
        var (stored, changed) = (new List<Guid>(), new List<Guid>());
        var open = sessions.Keys.ToList();
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
            {
                throw new IOException($"{open.Count} sessions were changed by others {MaxRounds} times in a row.");
            }

            var found = await table.Documents.FindManyAsync(partition, open.ConvertAll(KeyOf), cancellationToken);
            var (writes, ages) = (new List<Document>(), new List<Document>());
            foreach (var session in open)
            {
                var document = found.GetValueOrDefault(KeyOf(session));
                var before = document is null ? null : SyncJson.Read<SessionRow>(document.Content);
                var after = SessionMerge.Add(before, sessions[session][0].SessionId, sessions[session], time.GetUtcNow(), round == 0 ? issues : []);
                if (after is not null && !ReferenceEquals(before, after))
                {
                    writes.Add(new Document(KeyOf(session), SyncJson.Write(after), document?.Version));
                    if (before is null)
                    {
                        ages.Add(new Document(NoteKeyOf(new(packageUuid, session), after.ChangedAt), "{}", Document.AnyVersion));
                    }
                }

                if (after is not null && round == 0)
                {
                    stored.Add(session);
                }
            }

            // A process that dies after the rows were written has noted their age already.
            await table.Documents.WriteAsync(AgePartition, ages, cancellationToken);
            var written = await table.Documents.WriteAsync(partition, writes, cancellationToken);
            changed.AddRange(open.Where(s => written.GetValueOrDefault(KeyOf(s)) is not null));
            open = [.. open.Where(s => written.TryGetValue(KeyOf(s), out var version) && version is null)];
        }

        return new SessionAddition(stored, changed, issues);
    }

    /// <summary>Finds sessions of a package; those whose rows were deleted are left out.</summary>
    /// <param name="package">The package's <see cref="FloipIds.Package"/>.</param>
    /// <param name="sessions">Their <see cref="FloipIds.Session"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Dictionary<Guid, SessionRow>> FindAsync(Guid package, IEnumerable<Guid> sessions, CancellationToken cancellationToken)
    {
        var found = await table.Documents.FindManyAsync(PartitionOf(package), [.. sessions.Select(KeyOf)], cancellationToken);
        return found.Select(f => (Session: Guid.ParseExact(f.Key, "N"), Row: SyncJson.Read<SessionRow>(f.Value.Content)))
            .Where(f => f.Row.Purged is null).ToDictionary(f => f.Session, f => f.Row);
    }

    /// <summary>Notes sessions that are in progress, so that they are looked at again when their time is over.</summary>
    /// <param name="sessions">The sessions, each with the time (UTC).</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task NoteDueAsync(IEnumerable<(SessionPointer Session, DateTimeOffset At)> sessions, CancellationToken cancellationToken) =>
        table.Documents.WriteAsync(
            DuePartition, [.. sessions.Select(s => new Document(NoteKeyOf(s.Session, s.At), "{}", Document.AnyVersion)).DistinctBy(d => d.Key)], cancellationToken);

    /// <summary>The notes whose time is over.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<(string Note, SessionPointer Session)> ListDueAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in table.Documents.ScanKeysAsync(DuePartition, null, Ticks(time.GetUtcNow().AddTicks(1)), cancellationToken))
        {
            yield return (key, PointerOf(key));
        }
    }

    /// <summary>Deletes notes of sessions that are on the queue.</summary>
    public Task DeleteDueAsync(IReadOnlyCollection<string> notes, CancellationToken cancellationToken) => table.Documents.DeleteAsync(DuePartition, notes, cancellationToken);

    /// <summary>The notes about sessions that may not have changed since a time.</summary>
    /// <param name="before">The time (UTC).</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<(string Note, SessionPointer Session)> ListAgesAsync(DateTimeOffset before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in table.Documents.ScanKeysAsync(AgePartition, null, Ticks(before.AddTicks(1)), cancellationToken))
        {
            yield return (key, PointerOf(key));
        }
    }

    /// <summary>Deletes the rows of a session that did not change since a time. A session that did, or is needed, gets another note.</summary>
    /// <param name="note">Its note of <see cref="ListAgesAsync"/>.</param>
    /// <param name="session">The session.</param>
    /// <param name="before">The time (UTC).</param>
    /// <param name="neededAt">The age of another note where the rows are needed (UTC); null where they are not.</param>
    /// <param name="cancellationToken">Cancels; a repeated call does no harm.</param>
    /// <returns>Whether the rows were deleted.</returns>
    public async Task<bool> PurgeAsync(string note, SessionPointer session, DateTimeOffset before, DateTimeOffset? neededAt, CancellationToken cancellationToken)
    {
        var (partition, key) = (PartitionOf(session.Package), KeyOf(session.Session));
        var document = await table.Documents.FindAsync(partition, key, cancellationToken);
        var row = document is null ? null : SyncJson.Read<SessionRow>(document.Content);
        var isPurged = false;
        if (row is { Purged: null } && (neededAt is not null || row.ChangedAt > before))
        {
            await table.Documents.WriteAsync(AgePartition, [new Document(NoteKeyOf(session, neededAt ?? row.ChangedAt), "{}", Document.AnyVersion)], cancellationToken);
        }
        else if (row is { Purged: null })
        {
            var rest = new Document(key, SyncJson.Write(row.Purge()), document!.Version);
            isPurged = (await table.Documents.WriteAsync(partition, [rest], cancellationToken))[key] is not null;
            if (!isPurged)
            {
                // A row has come at this moment: the next call sees the new age.
                return false;
            }
        }

        await table.Documents.DeleteAsync(AgePartition, [note], cancellationToken);
        return isPurged;
    }

    private static SessionPointer PointerOf(string note)
    {
        var parts = note.Split('.');
        return new SessionPointer(Guid.ParseExact(parts[1], "N"), Guid.ParseExact(parts[2], "N"));
    }

    private static string PartitionOf(Guid package) => $"sessions {package:N}";

    private static string KeyOf(Guid session) => session.ToString("N");

    private static string NoteKeyOf(SessionPointer session, DateTimeOffset at) => $"{Ticks(at)}.{session.Package:N}.{session.Session:N}";

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}
