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
    /// <param name="recent">The sessions that the same reading stored before, which are not read again.</param>
    /// <param name="cancellationToken">Cancels; rows already stored stay, and do no harm when they come again.</param>
    /// <returns>The sessions of the rows, and the findings.</returns>
    public async Task<SessionAddition> AddAsync(string source, string package, IEnumerable<ResultsRow> rows, RecentSessions recent, CancellationToken cancellationToken)
    {
        var packageUuid = FloipIds.Package(source, package);
        var sessions = rows.GroupBy(r => r.SessionId, StringComparer.Ordinal).ToDictionary(g => FloipIds.Session(source, package, g.Key), g => g.ToList());
        var issues = new Dictionary<Guid, List<FloipIssue>>();
        var (stored, changed) = (new HashSet<Guid>(), new List<Guid>());
        var open = sessions.Keys.ToList();
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
            {
                throw new IOException($"{open.Count} sessions were changed by others {MaxRounds} times in a row.");
            }

            var found = await ReadAsync(PartitionOf(packageUuid), open, recent, cancellationToken);
            var writes = new Dictionary<Guid, (SessionRow Row, string? Version)>();
            foreach (var session in open)
            {
                var before = found.GetValueOrDefault(session);

                // A session whose write was refused is put together again, and so are its findings.
                var after = SessionMerge.Add(before?.Row, sessions[session][0].SessionId, sessions[session], time.GetUtcNow(), issues[session] = []);
                _ = after is null ? stored.Remove(session) : stored.Add(session);
                if (after is not null && !ReferenceEquals(before?.Row, after))
                {
                    writes.Add(session, (after, before?.Version));
                }
            }

            open = await WriteAsync(packageUuid, writes, recent, cancellationToken);
            changed.AddRange(writes.Keys.Except(open));
        }

        return new SessionAddition([.. stored], changed, [.. issues.Values.SelectMany(i => i)]);
    }

    /// <summary>Writes sessions and gives those whose write was refused, because they are not as they were read.</summary>
    private async Task<List<Guid>> WriteAsync(Guid package, Dictionary<Guid, (SessionRow Row, string? Version)> writes, RecentSessions recent, CancellationToken cancellationToken)
    {
        // A process that dies after the rows were written has noted their age already.
        var ages = writes.Where(w => w.Value.Version is null).Select(w => new Document(NoteKeyOf(new(package, w.Key), w.Value.Row.ChangedAt), "{}", Document.AnyVersion));
        await table.Documents.WriteAsync(AgePartition, [.. ages], cancellationToken);
        var documents = writes.ToDictionary(w => w.Key, w => new Document(KeyOf(w.Key), SyncJson.Write(w.Value.Row), w.Value.Version));
        var written = await table.Documents.WriteAsync(PartitionOf(package), [.. documents.Values], cancellationToken);
        var refused = new List<Guid>();
        foreach (var (session, document) in documents)
        {
            if (written.GetValueOrDefault(document.Key) is { } version)
            {
                recent.Note(session, new StoredSession(writes[session].Row, version), document.Content.Length);
            }
            else
            {
                recent.Forget(session);
                refused.Add(session);
            }
        }

        return refused;
    }

    /// <summary>The sessions as they are stored, by the reading's own memory where it has them.</summary>
    private async Task<Dictionary<Guid, StoredSession>> ReadAsync(string partition, List<Guid> sessions, RecentSessions recent, CancellationToken cancellationToken)
    {
        var known = sessions.Select(s => (Session: s, Stored: recent.Find(s))).Where(s => s.Stored is not null).ToDictionary(s => s.Session, s => s.Stored!);
        if (!recent.ExpectsNew && known.Count < sessions.Count)
        {
            var documents = await table.Documents.FindManyAsync(partition, [.. sessions.Where(s => !known.ContainsKey(s)).Select(KeyOf)], cancellationToken);
            recent.NoteFound(documents.Count);
            foreach (var (key, document) in documents)
            {
                known.Add(Guid.ParseExact(key, "N"), new StoredSession(SyncJson.Read<SessionRow>(document.Content), document.Version!));
            }
        }

        return known;
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

    /// <summary>The partition of a package's sessions.</summary>
    public static string PartitionOf(Guid package) => $"sessions {package:N}";

    private static string KeyOf(Guid session) => session.ToString("N");

    private static string NoteKeyOf(SessionPointer session, DateTimeOffset at) => $"{Ticks(at)}.{session.Package:N}.{session.Session:N}";

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}
