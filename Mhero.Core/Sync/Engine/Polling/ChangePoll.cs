using Mhero.Core.Storage.Cursors;

namespace Mhero.Core.Sync.Engine.Polling;

/// <summary>
/// One reading of one poller: records seen before are dropped, new ones go on the queue, and the cursor moves
/// only after that.
/// </summary>
internal sealed class ChangePoll(string poller, ICursorStore cursors, ISeenVersionStore seen, TimeSpan overlap)
{
    /// <summary>The server gives its time in whole seconds; changes just before the reading still belong to it.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>As many versions as one row of the store takes: a reading of a million records does not hold them all.</summary>
    private const int MaxUnsaved = 4_000;

    private readonly SeenVersionSet _unsettled = new();
    private readonly List<SeenVersion> _toRemember = [];
    private readonly List<SeenVersion> _last = [];
    private Cursor? _cursor;
    private SeenVersionSet? _known;
    private DateTimeOffset? _start;
    private DateTimeOffset? _newest;
    private DateTimeOffset? _limit;
    private DateTimeOffset _ownTime;
    private DateTimeOffset _began;
    private TimeSpan? _clock;
    private int _pages;
    private bool _overtaken;

    /// <summary>Where to read from (UTC, inclusive); null for all there is.</summary>
    public DateTimeOffset? Since => _cursor?.Position ?? _start;

    /// <summary>How far the reading is, for a later one that goes on with it.</summary>
    public PollProgress Progress => new(_cursor!.Position, _began, _newest);

    /// <summary>Reads the cursor and what is remembered.</summary>
    /// <param name="earlier">The progress of a reading that this one goes on with; null for none. It is left out where the cursor was moved or reset since.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async Task BeginAsync(PollProgress? earlier, CancellationToken cancellationToken)
    {
        _ownTime = cursors.Now;
        _cursor = await cursors.ReadAsync(poller, cancellationToken);
        _known = await seen.LoadAsync(poller, cancellationToken);
        SetBegan(null);
        if (earlier is not null && earlier.Since == _cursor.Position)
        {
            // The pages before this one were read then: records that came after that reading began belong to the next one.
            (_began, _newest, _pages) = (earlier.Began < _began ? earlier.Began : _began, earlier.Newest, 1);
        }
    }

    /// <summary>Has a poller that was never read begin at its newest record.</summary>
    /// <param name="newest">Reads the newest record's stamp; null when the poller is empty.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async Task StandAtNewestAsync(Func<CancellationToken, Task<DateTimeOffset?>> newest, CancellationToken cancellationToken) =>
        _start = await newest(cancellationToken) is { } at ? at - overlap : DateTimeOffset.UnixEpoch;

    /// <summary>
    /// Begins with a page. Records that changed after the first page was answered are mostly the sync's own doing, for batches are
    /// handled while the poller is still read: their writes are looked up again, or every worker of a first sync would be
    /// handled twice, and a page of nothing else ends the reading, or it would follow its own writes without end.
    /// </summary>
    /// <param name="serverTime">The time that the server's answer names; null when it names none. It ends a reading and does not move the cursor.</param>
    /// <param name="firstRecord">Time stamp of the page's first record; null when there is none.</param>
    /// <param name="lastRecord">Time stamp of the page's last record; null when there is none.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>False when the page belongs to the next reading, and this one is at its end.</returns>
    public async Task<bool> TurnToAsync(
        DateTimeOffset? serverTime, DateTimeOffset? firstRecord, DateTimeOffset? lastRecord, CancellationToken cancellationToken)
    {
        if (_pages++ == 0)
        {
            SetBegan(serverTime);
            _clock = serverTime - cursors.Now;

            // An existing record cannot be of the future: the header's clock differs from the records' clock.
            _limit = lastRecord > serverTime + Slack ? null : serverTime + Slack;
        }
        else if (firstRecord > _limit)
        {
            return false;
        }

        if (lastRecord is not null && (_limit is null || lastRecord > _limit - Slack))
        {
            _known = await seen.LoadAsync(poller, cancellationToken);
        }

        return true;
    }

    /// <summary>Whether this state of the record is new to the poller. Asked once per record and page.</summary>
    public bool IsNew(RecordVersion record)
    {
        var (id, version, stamp) = record;
        See(stamp);
        if (_known!.Contains(id, version))
        {
            return false;
        }

        // Only what the next reading will show again has to be remembered, in this run and after it.
        if (stamp is not { } at || at >= _began - overlap)
        {
            if (!_unsettled.Add(id, version))
            {
                return false;
            }

            _toRemember.Add(new(id, version, stamp ?? _began));
        }
        else
        {
            NoteLast(new SeenVersion(id, version, at));
        }

        return true;
    }

    /// <summary>Remembers the versions that were new. What follows from them has to be stored by now; one that is forgotten is shown once more.</summary>
    /// <param name="all">Whether few versions are worth a write too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RememberAsync(bool all, CancellationToken cancellationToken)
    {
        if (_toRemember.Count > 0 && (all || _toRemember.Count >= MaxUnsaved))
        {
            await seen.AddAsync(poller, _toRemember, cancellationToken);
            _toRemember.Clear();
        }
    }

    /// <summary>Moves the cursor. Everything up to <paramref name="lastRecord"/> has to be on the queue by now.</summary>
    public async Task MoveAsync(DateTimeOffset? lastRecord, bool complete, CancellationToken cancellationToken)
    {
        See(lastRecord);
        var newest = _newest > _cursor!.Newest || _cursor.Newest is null ? _newest : _cursor.Newest;
        var position = PollWindow.Next(complete ? newest : lastRecord, _began, overlap) ?? (complete ? _start : null);
        if (complete)
        {
            _toRemember.AddRange(_last.Where(record => record.Stamp == position));
            _last.Clear();
        }

        await RememberAsync(all: true, cancellationToken);
        if (!_overtaken && (position is not null || _cursor.Position is not null))
        {
            var moved = await cursors.TryMoveAsync(_cursor, position ?? _cursor.Position!.Value, complete ? newest : _cursor.Newest, _clock, cancellationToken);
            _overtaken = moved is null;
            _cursor = moved ?? _cursor;
        }

        if (complete && !_overtaken && _cursor.Position is { } settled)
        {
            await seen.PruneAsync(poller, settled, cancellationToken);
        }
    }

    // A position includes its records: each reading shows again those that changed last, until another record changes.
    private void NoteLast(SeenVersion record)
    {
        if (_last.Count > 0 && _last[0].Stamp != record.Stamp)
        {
            if (record.Stamp < _last[0].Stamp)
            {
                return;
            }

            _last.Clear();
        }

        _last.Add(record);
    }

    private void SetBegan(DateTimeOffset? serverTime) =>
        _began = PollWindow.Began(_cursor!.Newest, _ownTime - (_cursor.NewestSeenAt ?? _ownTime), serverTime, _ownTime);

    private void See(DateTimeOffset? stamp)
    {
        _newest = stamp > _newest || _newest is null ? stamp ?? _newest : _newest;

        // Records of the first page existed when the reading began.
        if (_pages <= 1 && stamp > _began)
        {
            _began = stamp.Value;
        }
    }
}
