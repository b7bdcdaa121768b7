using System.Collections.Concurrent;
using Mhero.Core.Storage.Cursors;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>
/// Notes the records of one side that are newer than the poller's cursor, just before a record is created on that side. Without it
/// a contact that RapidPro got since the last poll, with the worker's number under another scheme, would be doubled.
/// </summary>
/// <param name="cursorName">The poller's cursor.</param>
/// <param name="knownName">The mark that the side was once read to its end. Before that nothing is created, and nothing is read here.</param>
/// <param name="cursors">Holds both.</param>
internal abstract class RecentRecords(string cursorName, string knownName, CursorStore cursors) : IDisposable
{
    /// <summary>Pages of one reading. With more than these, the poller has to read first.</summary>
    protected const int MaxPages = 8;

    /// <summary>A server stamps a record before others can read it, so a record this much older than the newest may be new.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    /// <summary>The pages of one reading twice; with more, all are forgotten and noted once more.</summary>
    private const int MaxNoted = 4_000;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<(string Id, string Version), byte> _noted = new();
    private DateTimeOffset? _readTo;
    private long _started;
    private long _lastWhole;
    private bool _known;

    /// <summary>Reads what is new and notes its numbers and identifiers in the ledger. Callers that wait share one reading.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>False if there is more than one reading notes: then nothing may be created yet.</returns>
    public async Task<bool> NoteAsync(CancellationToken cancellationToken)
    {
        var startedBefore = Volatile.Read(ref _started);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_lastWhole > startedBefore)
            {
                return true;
            }

            var number = ++_started;
            _known = _known || (await cursors.ReadAsync(knownName, cancellationToken)).Position is not null;
            if (!_known)
            {
                return true;
            }

            // A side that had no record when it was first read has no cursor: all that it has is new.
            var position = (await cursors.ReadAsync(cursorName, cancellationToken)).Position ?? DateTimeOffset.UnixEpoch;

            var since = _readTo is { } readTo && readTo - Overlap > position ? readTo - Overlap : position;
            var (newest, isWhole) = await ReadAsync(since, cancellationToken);
            _readTo = newest > _readTo || _readTo is null ? newest : _readTo;
            _lastWhole = isWhole ? number : _lastWhole;
            return isWhole;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Remembers versions whose numbers and identifiers the ledger has: a reading that shows them again does not note them again.</summary>
    /// <param name="versions">The versions, of mHero's own writes or of a reading.</param>
    public void Remember(IReadOnlyCollection<(string Id, string Version)> versions)
    {
        if (_noted.Count + versions.Count > MaxNoted)
        {
            _noted.Clear();
        }

        foreach (var version in versions)
        {
            _noted.TryAdd(version, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Notes the records of a page that are not noted yet.</summary>
    /// <param name="records">The records of the page.</param>
    /// <param name="versionOf">Id and version of a record, as the poller of the side names them; null when it has none, and is noted each time.</param>
    /// <param name="noteAsync">Writes the numbers and identifiers of records to the ledger.</param>
    protected async Task NoteOnceAsync<TRecord>(IEnumerable<TRecord> records, Func<TRecord, (string Id, string Version)?> versionOf, Func<IReadOnlyList<TRecord>, Task> noteAsync)
    {
        List<TRecord> unknown = [.. records.Where(r => versionOf(r) is not { } version || !_noted.ContainsKey(version))];
        if (unknown.Count > 0)
        {
            await noteAsync(unknown);
            Remember([.. unknown.Select(versionOf).OfType<(string Id, string Version)>()]);
        }
    }

    /// <summary>Notes the records that changed at <paramref name="since"/> (UTC) or later, oldest first.</summary>
    /// <param name="since">From when on (UTC, inclusive).</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The newest stamp (UTC), or null without records; and whether the end was reached within <see cref="MaxPages"/>.</returns>
    protected abstract Task<(DateTimeOffset? Newest, bool IsWhole)> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken);
}
