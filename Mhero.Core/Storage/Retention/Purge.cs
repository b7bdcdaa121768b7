using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Storage.Retention;

/// <summary>Removes rows that have reached their age, one kind after the other; the sync log has the numbers.</summary>
public sealed partial class Purge
{
    /// <summary>The kind of its entries in the sync log.</summary>
    public const string Kind = "retention";

    // A function may run for five minutes at least.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly IReadOnlyList<IRetention> _parts;
    private readonly SyncLogStore _log;
    private readonly TimeProvider _time;
    private readonly ILogger<Purge> _logger;

    internal Purge(IEnumerable<IRetention> parts, SyncLogStore log, TimeProvider time, ILogger<Purge> logger) => (_parts, _log, _time, _logger) = ([.. parts], log, time, logger);

    /// <summary>Removes what is due, for up to four minutes. A kind that fails does not hold up the others.</summary>
    /// <param name="cancellationToken">Cancels; the next call removes the rest.</param>
    /// <returns>How many rows of each kind were removed (<c>removed.outbox</c>).</returns>
    public async Task<SyncCounts> RunAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var id = await _log.StartAsync(Kind, cancellationToken);
        var counts = SyncCounts.Empty;
        string? error = null;
        foreach (var part in _parts)
        {
            try
            {
                counts = counts.Add($"removed.{part.Name}", await part.PurgeAsync(() => _time.GetElapsedTime(began) > Limit, cancellationToken));
            }
#pragma warning disable CA1031 // What keeps one kind from being removed must not keep the others.
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e, part.Name);
                error = $"{SyncCodes.Unexpected}: {part.Name} could not be removed ({e.GetType().Name}).";
            }
        }

        await _log.FinishReadingAsync(id, 0, counts, error, cancellationToken);
        return counts;
    }

    [LoggerMessage(4097, LogLevel.Error, "Rows of {Name} that reached their age could not be removed")]
    private partial void LogFailed(Exception exception, string name);
}
