using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Reporting.Stored;
using Mhero.Core.Storage.Jobs;

namespace Mhero.Core.Reporting;

/// <summary>Answers which facilities have reported, are late or missing, over several periods.</summary>
public sealed class ReportMatrices
{
    /// <summary>The most periods of a matrix.</summary>
    public const int MaxPeriods = 12;

    private const int MaxForms = 500;

    /// <summary>How long a caller waits for the registry before a job reads it.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(600);

    private readonly ReportRefresh _refresh;
    private readonly ReportStore _store;
    private readonly JobOrders _jobs;
    private readonly RegistryPlaces _places;
    private readonly FhirGateway _fhir;
    private readonly ReportingOptions _options;
    private readonly TimeProvider _time;

    internal ReportMatrices(
        ReportRefresh refresh, ReportStore store, JobOrders jobs, RegistryPlaces places, FhirGateway fhir, IOptions<ReportingOptions> options, TimeProvider time) =>
        (_refresh, _store, _jobs, _places, _fhir, _options, _time) = (refresh, store, jobs, places, fhir, options.Value, time);

    /// <summary>The forms that the registry has: its Questionnaires and Measures that are in use, at most 500.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<ReportForm>> FormsAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ReportForm>(StringComparer.Ordinal);
        await foreach (var form in ReadFormsAsync(cancellationToken))
        {
            found.TryAdd(form.Canonical, form);
            if (found.Count == MaxForms)
            {
                break;
            }
        }

        return [.. found.Values.OrderBy(form => form.Title, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>
    /// Which facility has reported on the last periods. A facility is an open Location that is not a jurisdiction and has no Location below it. Reads from the registry what has changed
    /// since the last call; when that takes more than a moment, a job reads it.
    /// </summary>
    /// <param name="forms">What counts as a report: Questionnaires or Measures.</param>
    /// <param name="kind">How long a period is.</param>
    /// <param name="count">How many periods, the present one last; at most <see cref="MaxPeriods"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The matrix, the job, or both; <see cref="ReportMatrix.ReadAt"/> is the time that the matrix is about.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<ReportReading> ReadAsync(ReportForms forms, ReportPeriodKind kind, int count, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var scope = new ReportScope(forms, kind, Math.Clamp(count, 1, MaxPeriods));
        var job = await RefreshAsync(scope, cancellationToken);
        var parts = scope.PartsOf(_options, now);
        var stored = await _store.ReadAsync(scope.KeyOf(_options), parts[0], parts[^1], cancellationToken);
        var asOf = job is null || stored.Count == 0 ? now : stored.Values.Min(reports => reports.ReadAt);

        // A part that began after the last reading may be missing, and no other: a reading that was cut off has not stored all parts.
        if (parts.Exists(part => part.Start < asOf && !stored.ContainsKey(part.First)))
        {
            return new ReportReading(null, job);
        }

        return new ReportReading(await MatrixAsync(scope.PeriodsOf(_options, now), stored.Values, asOf, cancellationToken), job);
    }

    /// <summary>Brings what is stored up to date, or has a job do so.</summary>
    private async Task<Job?> RefreshAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var key = scope.KeyOf(_options);
        if (await _store.FindStateAsync(key, cancellationToken) is { Job: { } last } && await _jobs.FindAsync(last, cancellationToken) is { State: JobStates.Queued or JobStates.Running } running)
        {
            return running;
        }

        using var moment = new CancellationTokenSource(Moment, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(moment.Token, cancellationToken);
        try
        {
            await _refresh.RunAsync(scope, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (moment.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var job = await _jobs.StartAsync(new JobOrder(JobKinds.Reports) { Argument = JsonSerializer.Serialize(scope, ReportJson.Default.ReportScope) }, cancellationToken);
            await _store.ChangeStateAsync(key, before => before?.Job == job.Id ? before : before is null ? new ReportReadingState(null, default, job.Id) : before with { Job = job.Id }, cancellationToken);
            return job;
        }
    }

    private async Task<ReportMatrix> MatrixAsync(List<ReportPeriod> periods, IReadOnlyCollection<StoredReports> stored, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var due = periods.ConvertAll(asked => asked.End + _options.LateAfter);
        var names = await _places.GetAsync(cancellationToken);
        var reported = Reported(stored, periods, names.Places);
        var rows = FacilitiesOf(names.Places).Select(facility => new ReportRow(
            $"Location/{facility.Id}",
            new Place(facility).Name ?? $"Location/{facility.Id}",
            names.Places.ByReference(facility.PartOf?.Reference) is { } district ? new Place(district).Name ?? "" : "",
            [.. periods.Select((_, i) => StateOf(reported.TryGetValue((i, $"Location/{facility.Id}"), out var at) ? at : null, due[i], asOf))]));
        return new ReportMatrix(
            periods, due, due.FindLastIndex(time => time <= asOf) is >= 0 and var last ? last : null, [.. rows.OrderBy(row => row.District, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Name, StringComparer.OrdinalIgnoreCase)], names.IsWhole)
        {
            ReadAt = asOf,
        };
    }

    private static ReportState StateOf(DateTimeOffset? at, DateTimeOffset due, DateTimeOffset now) =>
        at is { } reported ? reported < due ? ReportState.Reported : ReportState.Late
        : now < due ? ReportState.Open
        : ReportState.Missing;

    private static IEnumerable<Location> FacilitiesOf(PlaceIndex places)
    {
        var parents = places.Locations.Select(l => PlaceIndex.IdOf("Location", l.PartOf?.Reference)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return places.Locations.Where(l => l.Id is not null && !parents.Contains(l.Id) && new Place(l) is { IsJurisdiction: false, IsOpen: true });
    }

    /// <summary>When each Location first reported on each period, or the Organization that runs it alone. A report without a time counts as on time.</summary>
    private static Dictionary<(int Period, string Facility), DateTimeOffset> Reported(IEnumerable<StoredReports> stored, List<ReportPeriod> periods, PlaceIndex places)
    {
        var reported = new Dictionary<(int Period, string Facility), DateTimeOffset>();
        var numbers = periods.Select((period, i) => (period.Name, Number: i)).ToDictionary(one => one.Name, one => one.Number, StringComparer.Ordinal);
        var managed = places.Locations.Where(l => l.Id is not null).ToLookup(l => PlaceIndex.IdOf("Organization", l.ManagingOrganization?.Reference));
        foreach (var (name, facilities) in stored.SelectMany(part => part.Periods).Where(period => numbers.ContainsKey(period.Key)))
        {
            foreach (var (reference, seconds) in facilities)
            {
                var facility = reference.StartsWith("Organization/", StringComparison.Ordinal) && managed[PlaceIndex.IdOf("Organization", reference)].ToList() is [var only]
                    ? $"Location/{only.Id}"
                    : reference;
                var given = DateTimeOffset.FromUnixTimeSeconds(seconds);
                if (!reported.TryGetValue((numbers[name], facility), out var first) || given < first)
                {
                    reported[(numbers[name], facility)] = given;
                }
            }
        }

        return reported;
    }

    private async IAsyncEnumerable<ReportForm> ReadFormsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var type in new[] { "Questionnaire", "Measure" })
        {
            await using var pages = _fhir.SearchPagesAsync(new FhirSearch(type).With("status", "active").With("_elements", "url,title,name,status"), cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (await HasNextAsync(pages, type))
            {
                foreach (var form in pages.Current.Matches.Select(FormOf).OfType<ReportForm>())
                {
                    yield return form;
                }
            }
        }
    }

    /// <summary>Moves to the next page. A server that does not support Measures refuses their search, and has none.</summary>
    private static async Task<bool> HasNextAsync(IAsyncEnumerator<SearchPage> pages, string type)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (FhirException e) when (type == "Measure" && e.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.NotImplemented)
        {
            return false;
        }
    }

    private static ReportForm? FormOf(Resource resource) => resource switch
    {
        Questionnaire { Url.Length: > 0 } q => new ReportForm(q.Url, q.Title ?? q.Name ?? q.Url, false),
        Measure { Url.Length: > 0 } m => new ReportForm(m.Url, m.Title ?? m.Name ?? m.Url, true),
        _ => null,
    };
}
