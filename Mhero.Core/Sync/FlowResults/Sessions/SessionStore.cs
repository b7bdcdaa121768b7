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
        var partition = PartitionOf(FloipIds.Package(source, package));
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
            var writes = new List<Document>();
            foreach (var session in open)
            {
                var document = found.GetValueOrDefault(KeyOf(session));
                var before = document is null ? null : SyncJson.Read<SessionRow>(document.Content);
                var after = SessionMerge.Add(before, sessions[session][0].SessionId, sessions[session], time.GetUtcNow(), round == 0 ? issues : []);
                if (after is not null && !ReferenceEquals(before, after))
                {
                    writes.Add(new Document(KeyOf(session), SyncJson.Write(after), document?.Version));
                }

                if (after is not null && round == 0)
                {
                    stored.Add(session);
                }
            }

            var written = await table.Documents.WriteAsync(partition, writes, cancellationToken);
            changed.AddRange(open.Where(s => written.GetValueOrDefault(KeyOf(s)) is not null));
            open = [.. open.Where(s => written.TryGetValue(KeyOf(s), out var version) && version is null)];
        }

        return new SessionAddition(stored, changed, issues);
    }

    /// <summary>Finds sessions of a package.</summary>
    /// <param name="package">The package's <see cref="FloipIds.Package"/>.</param>
    /// <param name="sessions">Their <see cref="FloipIds.Session"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Dictionary<Guid, SessionRow>> FindAsync(Guid package, IEnumerable<Guid> sessions, CancellationToken cancellationToken)
    {
        var found = await table.Documents.FindManyAsync(PartitionOf(package), [.. sessions.Select(KeyOf)], cancellationToken);
        return found.ToDictionary(f => Guid.ParseExact(f.Key, "N"), f => SyncJson.Read<SessionRow>(f.Value.Content));
    }

    /// <summary>Notes sessions that are in progress, so that they are looked at again when their time is over.</summary>
    /// <param name="sessions">The sessions, each with the time (UTC).</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task NoteDueAsync(IEnumerable<(SessionPointer Session, DateTimeOffset At)> sessions, CancellationToken cancellationToken) =>
        table.Documents.WriteAsync(
            DuePartition, [.. sessions.Select(s => new Document(DueKeyOf(s.Session, s.At), "{}", Document.AnyVersion)).DistinctBy(d => d.Key)], cancellationToken);

    /// <summary>The notes whose time is over.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<(string Note, SessionPointer Session)> ListDueAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in table.Documents.ScanKeysAsync(DuePartition, null, Ticks(time.GetUtcNow().AddTicks(1)), cancellationToken))
        {
            var parts = key.Split('.');
            yield return (key, new SessionPointer(Guid.ParseExact(parts[1], "N"), Guid.ParseExact(parts[2], "N")));
        }
    }

    /// <summary>Deletes notes of sessions that are on the queue.</summary>
    public Task DeleteDueAsync(IReadOnlyCollection<string> notes, CancellationToken cancellationToken) => table.Documents.DeleteAsync(DuePartition, notes, cancellationToken);

    private static string PartitionOf(Guid package) => $"sessions {package:N}";

    private static string KeyOf(Guid session) => session.ToString("N");

    private static string DueKeyOf(SessionPointer session, DateTimeOffset at) => $"{Ticks(at)}.{session.Package:N}.{session.Session:N}";

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}
