using Mhero.Core.Storage;

namespace Mhero.Core.Sync.Feeds;

/// <summary>
/// One reading of one feed: what was seen before is dropped, what is new goes on the queue, and the cursor follows
/// only then.
/// </summary>
internal sealed class FeedReading(string feed, CursorStore cursors, SeenVersions seen, TimeSpan overlap)
{
    /// <summary>The server tells its time in whole seconds; what changed just before the reading still belongs to it.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly HashSet<(string Id, string Version)> _unsettled = [];
    private readonly List<SeenVersion> _toRemember = [];
    private Cursor? _cursor;
    private SeenVersionSet? _known;
    private DateTimeOffset? _began;
    private bool _overtaken;

    /// <summary>Where to read from (UTC, inclusive); null for all there is.</summary>
    public DateTimeOffset? Since => _cursor?.Position;

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _cursor = await cursors.ReadAsync(feed, cancellationToken);
        _known = await seen.LoadAsync(feed, cancellationToken);
    }

    /// <summary>
    /// Begins with a page. The first one's time is when the reading began. Records that changed after that are mostly
    /// the sync's own doing, for slices are handled while the feed is still read: what they wrote is looked up again,
    /// or every worker of a first sync would be handled twice, and a page of nothing else ends the reading, or it would
    /// run after its own tail.
    /// </summary>
    /// <param name="serverTime">The server's own time when it answered the page; null when it does not say.</param>
    /// <param name="firstRecord">Time stamp of the page's first record; null when there is none.</param>
    /// <param name="lastRecord">Time stamp of the page's last record; null when there is none.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>False when the page belongs to the next reading, and this one is at its end.</returns>
    public async Task<bool> TurnToAsync(
        DateTimeOffset? serverTime, DateTimeOffset? firstRecord, DateTimeOffset? lastRecord, CancellationToken cancellationToken)
    {
        _began ??= serverTime;
        if (firstRecord > _began + Slack)
        {
            return false;
        }

        if (lastRecord > _began)
        {
            _known = await seen.LoadAsync(feed, cancellationToken);
        }

        return true;
    }

    /// <summary>Whether this state of the record is new to the feed. Asked once per record and page.</summary>
    public bool IsNew(string id, string version, DateTimeOffset? stamp)
    {
        if (_known!.Contains(id, version))
        {
            return false;
        }

        // Only what the next reading will show again has to be remembered, in this run and after it.
        if (stamp is not { } at || _began is not { } began || at >= began - overlap)
        {
            if (!_unsettled.Add((id, version)))
            {
                return false;
            }

            _toRemember.Add(new(id, version, stamp ?? _began ?? DateTimeOffset.MinValue));
        }

        return true;
    }

    /// <summary>Moves the cursor. Everything up to <paramref name="lastRecord"/> has to be on the queue by now.</summary>
    public async Task MoveAsync(DateTimeOffset? lastRecord, bool complete, CancellationToken cancellationToken)
    {
        if (_toRemember.Count > 0)
        {
            await seen.AddAsync(feed, _toRemember, cancellationToken);
            _toRemember.Clear();
        }

        if (FeedWindow.Next(lastRecord, _began, overlap, complete) is { } position && !_overtaken)
        {
            var moved = await cursors.TryMoveAsync(_cursor!, position, cancellationToken);
            _overtaken = moved is null;
            _cursor = moved ?? _cursor;
        }

        if (complete && !_overtaken && _cursor!.Position is { } settled)
        {
            await seen.PruneAsync(feed, settled, cancellationToken);
        }
    }
}
