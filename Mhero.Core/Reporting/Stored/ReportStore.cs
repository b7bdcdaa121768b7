using Mhero.Core.Storage;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Reporting.Stored;

/// <summary>
/// Which facility reported on which period, in rows for each part of a scope, so that a matrix costs the same number of requests however many reports there are.
/// The registry has the truth; the rows can be deleted at any time.
/// </summary>
/// <param name="table">The table of the state.</param>
/// <param name="options">How long rows are kept that are not read again.</param>
/// <param name="time">The clock.</param>
internal sealed class ReportStore(DocumentTable table, IOptions<RetentionOptions> options, TimeProvider time) : IRetention
{
    private const string Partition = "facilityReports";
    private const string States = "facilityReports-state";

    /// <summary>A facility takes some 60 characters.</summary>
    private const int MaxInRow = 4_000;

    private const int PageSize = 1_000;

    /// <inheritdoc/>
    public string Name => "facilityReports";

    /// <summary>Reads the parts from one to another that are there, by their first day.</summary>
    public async Task<Dictionary<DateOnly, StoredReports>> ReadAsync(string scope, ReportPeriod first, ReportPeriod last, CancellationToken cancellationToken)
    {
        var found = new Dictionary<DateOnly, StoredReports>();
        await foreach (var document in table.ScanRangeAsync(Partition, KeyOf(scope, first.First, 0), KeyOf(scope, last.First.AddDays(1), 0), PageSize, cancellationToken))
        {
            var reports = StorageJson.Read(document, ReportJson.Default.StoredReports);
            var (day, row) = PlaceOf(document.Key);
            if (row == 0)
            {
                found[day] = reports;
            }
            else if (found.TryGetValue(day, out var whole) && row < whole.Rows)
            {
                foreach (var (period, facilities) in reports.Periods)
                {
                    whole.Periods.TryAdd(period, []);
                    foreach (var (facility, given) in facilities)
                    {
                        whole.Periods[period][facility] = given;
                    }
                }
            }
        }

        return found;
    }

    /// <summary>Puts a reading in the place of an earlier one. A change that was noted in the meantime stays noted.</summary>
    public async Task SaveAsync(string scope, ReportPeriod part, StoredReports reports, CancellationToken cancellationToken)
    {
        var chunks = reports.Periods.SelectMany(period => period.Value.Select(facility => (Period: period.Key, Facility: facility))).Chunk(MaxInRow)
            .Select(chunk => reports with { Periods = chunk.GroupBy(one => one.Period).ToDictionary(one => one.Key, one => one.Select(o => o.Facility).ToDictionary()) }).ToList();
        var first = (chunks.Count == 0 ? reports : chunks[0]) with { Rows = Math.Max(1, chunks.Count) };
        await table.WriteAsync(
            Partition, [.. chunks.Skip(1).Select((chunk, i) => new Document(KeyOf(scope, part.First, i + 1), StorageJson.Write(chunk, ReportJson.Default.StoredReports), Document.AnyVersion))], cancellationToken);
        await table.ChangeAsync(
            Partition, KeyOf(scope, part.First, 0), ReportJson.Default.StoredReports, before => before?.ReadAt > first.ReadAt ? before : first with { ChangedAt = before?.ChangedAt }, cancellationToken);
    }

    /// <summary>Notes that a report of a part was written, unless the part was read later than a time. A part that was not read at all has nothing to note.</summary>
    public Task NoteChangeAsync(string scope, ReportPeriod part, DateTimeOffset unlessReadAfter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return table.ChangeAsync(
            Partition, KeyOf(scope, part.First, 0), ReportJson.Default.StoredReports, before => before is null || before.ChangedAt >= now || before.ReadAt > unlessReadAfter ? before : before with { ChangedAt = now }, cancellationToken);
    }

    /// <summary>How far the changes were looked at; null for never.</summary>
    public async Task<ReportReadingState?> FindStateAsync(string scope, CancellationToken cancellationToken) =>
        await table.FindAsync(States, scope, cancellationToken) is { } document ? StorageJson.Read(document, ReportJson.Default.ReportReadingState) : null;

    /// <summary>Changes it.</summary>
    public Task ChangeStateAsync(string scope, Func<ReportReadingState?, ReportReadingState?> change, CancellationToken cancellationToken) =>
        table.ChangeAsync(States, scope, ReportJson.Default.ReportReadingState, change, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.Jobs;
        var old = new List<string>();
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            if (StorageJson.Read(document, ReportJson.Default.StoredReports).ReadAt < before)
            {
                old.Add(document.Key);
            }
        }

        await table.DeleteAsync(Partition, old, cancellationToken);
        var states = new List<string>();
        await foreach (var document in table.ScanAsync(States, null, cancellationToken))
        {
            if (StorageJson.Read(document, ReportJson.Default.ReportReadingState).LookedAt < before)
            {
                states.Add(document.Key);
            }
        }

        await table.DeleteAsync(States, states, cancellationToken);
        return old.Count + states.Count;
    }

    private static string KeyOf(string scope, DateOnly day, int row) => string.Create(CultureInfo.InvariantCulture, $"{scope}.{day:yyyyMMdd}.{row:000}");

    private static (DateOnly Day, int Row) PlaceOf(string key) =>
        key.Split('.') is [_, var day, var row] ? (DateOnly.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture), int.Parse(row, CultureInfo.InvariantCulture)) : default;
}
