using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>
/// Orders bulk loads and gives their files: many contacts come into RapidPro by its spreadsheet import, which does not count against the quota of
/// requests. See docs/adr/0048.
/// </summary>
public sealed class BulkLoads
{
    /// <summary>How long the characters of a file may wait before they are written.</summary>
    private const int BufferedCharacters = 32 * 1024;

    private readonly BulkStore _store;
    private readonly BulkLoadCache _cache;
    private readonly WorkQueue<ContactItem> _queue;
    private readonly BulkLoadOptions _options;
    private readonly ContactSyncOptions _sync;
    private readonly TimeProvider _time;

    internal BulkLoads(
        BulkStore store, BulkLoadCache cache, WorkQueue<ContactItem> queue, IOptions<BulkLoadOptions> options, IOptions<ContactSyncOptions> sync, TimeProvider time) =>
        (_store, _cache, _queue, _options, _sync, _time) = (store, cache, queue, options.Value, sync.Value, time);

    /// <summary>Orders a bulk load. One that has not ended is returned instead.</summary>
    /// <param name="threshold">The pending writes from which on it writes files; that of the settings if null.</param>
    /// <param name="cancellationToken">Cancels; a repeat does no harm.</param>
    /// <returns>The load.</returns>
    public async Task<BulkLoad> StartAsync(int? threshold, CancellationToken cancellationToken)
    {
        var load = await _store.ChangeLoadAsync(
            before => before is { IsEnded: false }
                ? before
                : new BulkLoadRow { Id = Guid.NewGuid().ToString("N"), State = BulkLoadStates.Planning, Threshold = threshold ?? _options.Threshold, StartedAt = _time.GetUtcNow() },
            cancellationToken);
        await OrderAsync(cancellationToken);
        return await ShowAsync(load!, cancellationToken);
    }

    /// <summary>The last bulk load; null when there never was one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<BulkLoad?> FindAsync(CancellationToken cancellationToken) =>
        await _store.FindLoadAsync(cancellationToken) is { } load ? await ShowAsync(load, cancellationToken) : null;

    /// <summary>Ends a bulk load: the contacts that were not seen in RapidPro are written one by one. One that has ended stays as it is.</summary>
    /// <param name="cancellationToken">Cancels; a repeat does no harm.</param>
    /// <returns>The load; null when there never was one.</returns>
    public async Task<BulkLoad?> ReleaseAsync(CancellationToken cancellationToken)
    {
        var load = await _store.ChangeLoadAsync(
            before => before is { Holds: true } ? before with { State = BulkLoadStates.Releasing, Outcome = BulkLoadStates.Released } : before, cancellationToken);
        if (load is { IsEnded: false })
        {
            await OrderAsync(cancellationToken);
        }

        return load is null ? null : await ShowAsync(load, cancellationToken);
    }

    /// <summary>Whether a file can be fetched now.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> HasFileAsync(int number, CancellationToken cancellationToken) =>
        await _store.FindLoadAsync(cancellationToken) is { State: BulkLoadStates.Waiting, Columns: not null } load && load.Files.Any(f => f.Number == number);

    /// <summary>Writes a file in RapidPro's import format, row by row. The same call gives the same file until the load ends.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="to">The stream to write to; left open.</param>
    /// <param name="cancellationToken">Cancels; the file is then not whole.</param>
    /// <exception cref="InvalidOperationException">The file cannot be fetched now (<see cref="HasFileAsync"/>).</exception>
    public async Task WriteFileAsync(int number, Stream to, CancellationToken cancellationToken)
    {
        var load = await _store.FindLoadAsync(cancellationToken);
        var columns = load?.Columns ?? throw new InvalidOperationException("The bulk load has no files.");
        await using var writer = new StreamWriter(to, new UTF8Encoding(false), BufferedCharacters, leaveOpen: true);
        await writer.WriteAsync(BulkCsv.Header(columns).AsMemory(), cancellationToken);
        await foreach (var (_, entry) in _store.ScanAsync(cancellationToken))
        {
            // A row that was seen stays in the file, so that a second copy of the file is the same.
            if (entry.Row is { LeftOut: false } row && row.Load == load.Id && row.File == number)
            {
                await writer.WriteAsync(BulkCsv.Line(columns, row).AsMemory(), cancellationToken);
            }
        }
    }

    /// <summary>The page that tells a person each step of the import; null before the files are made.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Markdown.</returns>
    public async Task<string?> InstructionsAsync(CancellationToken cancellationToken) =>
        await _store.FindLoadAsync(cancellationToken) is { State: BulkLoadStates.Waiting, Columns: not null } load ? BulkInstructions.Write(load, _sync.Group) : null;

    private async Task<BulkLoad> ShowAsync(BulkLoadRow load, CancellationToken cancellationToken) => new(
        load.Id,
        load.State,
        load.Outcome,
        load.Threshold,
        load.Checked,
        load.Columns is null ? null : load.Files.Sum(f => f.Rows),
        load.IsEnded ? 0 : await _store.CountOpenAsync(cancellationToken),
        load.StartedAt,
        load.ReadyAt,
        load.HoldUntil,
        load.EndedAt,
        load.State == BulkLoadStates.Waiting ? load.Files : []);

    private async Task OrderAsync(CancellationToken cancellationToken)
    {
        _cache.Forget();
        await _queue.OrderAsync(BulkLoadPoller.Order, null, cancellationToken);
    }
}
