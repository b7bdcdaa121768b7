using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Pauses;

/// <summary>
/// The maintenance switch of each direction. All instances of the app share the rows; an instance sees a change after at most five
/// seconds, and its own at once. When the rows cannot be read, the last state that was read counts, so that a fault neither stops the work nor ends a pause.
/// </summary>
public sealed partial class PauseSwitch
{
    private const string Partition = "pauses";

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly DocumentTable _table;
    private readonly TimeProvider _time;
    private readonly ILogger<PauseSwitch> _logger;

    // Dozens of messages look at the same moment.
    private readonly SharedRead<IReadOnlyDictionary<string, Pause>> _read;
    private volatile IReadOnlyDictionary<string, Pause> _known = new Dictionary<string, Pause>();
    private long _readAt = long.MinValue;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="table">Where the rows are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public PauseSwitch(DocumentTable table, TimeProvider time, ILogger<PauseSwitch> logger)
    {
        (_table, _time, _logger) = (table, time, logger);
        _read = new(() => ReadAsync(CancellationToken.None));
    }

    /// <summary>Whether any direction is paused.</summary>
    internal async Task<bool> HasAnyAsync(CancellationToken cancellationToken) => (await KnownAsync(cancellationToken)).Count > 0;

    /// <summary>Finds whether a direction is paused, alone or with all others.</summary>
    /// <param name="direction">The direction, one of <see cref="Directions"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pause; null when it is not paused.</returns>
    public async Task<Pause?> FindAsync(string direction, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(cancellationToken);
        return known.GetValueOrDefault(direction) ?? known.GetValueOrDefault(Directions.All);
    }

    /// <summary>Lists the pauses, as they are in storage now.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pauses; none as a rule.</returns>
    public async Task<IReadOnlyList<Pause>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Values.OrderBy(pause => pause.Direction, StringComparer.Ordinal)];

    /// <summary>Pauses a direction. One that is paused keeps its first pause.</summary>
    /// <param name="direction">The direction, one of <see cref="Directions"/>.</param>
    /// <param name="by">The operator's name.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pause.</returns>
    public async Task<Pause> PauseAsync(string direction, string by, string reason, CancellationToken cancellationToken)
    {
        var pause = await _table.ChangeAsync(
            Partition, direction, StorageJson.Instance.Pause, before => before ?? new Pause(direction, _time.GetUtcNow(), by, reason), cancellationToken);
        Forget();
        LogPaused(direction);
        return pause!;
    }

    /// <summary>Resumes a direction; <see cref="Directions.All"/> resumes those that were paused on their own, too.</summary>
    /// <param name="direction">The direction.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pauses that it ended.</returns>
    public async Task<IReadOnlyList<Pause>> ResumeAsync(string direction, CancellationToken cancellationToken)
    {
        var ended = (await ReadAsync(cancellationToken)).Values.Where(pause => direction == Directions.All || pause.Direction == direction).ToList();
        await _table.DeleteAsync(Partition, [.. ended.Select(pause => pause.Direction)], cancellationToken);
        Forget();
        LogResumed(direction);
        return ended;
    }

    private void Forget() => Interlocked.Exchange(ref _readAt, long.MinValue);

    private async Task<IReadOnlyDictionary<string, Pause>> KnownAsync(CancellationToken cancellationToken)
    {
        if (IsFresh())
        {
            return _known;
        }

        try
        {
            return await _read.GetAsync(cancellationToken);
        }
#pragma warning disable CA1031 // Whatever keeps the switch from being read must not stop the work.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnread(e);
            Interlocked.Exchange(ref _readAt, _time.GetUtcNow().UtcTicks);
            return _known;
        }
    }

    private bool IsFresh()
    {
        var read = Interlocked.Read(ref _readAt);
        return read != long.MinValue && _time.GetUtcNow().UtcTicks - read < MaxAge.Ticks;
    }

    private async Task<IReadOnlyDictionary<string, Pause>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = new Dictionary<string, Pause>(StringComparer.Ordinal);
        await foreach (var document in _table.ScanAsync(Partition, null, cancellationToken))
        {
            var pause = StorageJson.Read(document, StorageJson.Instance.Pause);
            read[pause.Direction] = pause;
        }

        _known = read;
        Interlocked.Exchange(ref _readAt, _time.GetUtcNow().UtcTicks);
        return read;
    }

    [LoggerMessage(4093, LogLevel.Warning, "An operator paused {Direction}")]
    private partial void LogPaused(string direction);

    [LoggerMessage(4094, LogLevel.Warning, "An operator resumed {Direction}")]
    private partial void LogResumed(string direction);

    [LoggerMessage(4095, LogLevel.Warning, "The maintenance switch could not be read; the state that was read last counts")]
    private partial void LogUnread(Exception exception);
}
