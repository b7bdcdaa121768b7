using System.Net;
using System.Runtime.CompilerServices;
using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Reporting;

/// <summary>Answers which facilities have reported, are late or missing, over several periods.</summary>
public sealed class ReportMatrices
{
    /// <summary>The most periods of a matrix: each is a paged search.</summary>
    public const int MaxPeriods = 12;

    private const int MaxForms = 500;
    private const int RecentKept = 8;

    /// <summary>How long an operator who chooses among districts and pages gets the same reading.</summary>
    private static readonly TimeSpan RecentFor = TimeSpan.FromMinutes(1);

    private readonly FacilityReports _reports;
    private readonly RegistryPlaces _places;
    private readonly FhirGateway _fhir;
    private readonly ReportingOptions _options;
    private readonly TimeProvider _time;
    private readonly BoundedCache<(string Forms, ReportPeriodKind Kind, int Count), ReportMatrix> _recent;

    internal ReportMatrices(FacilityReports reports, RegistryPlaces places, FhirGateway fhir, IOptions<ReportingOptions> options, TimeProvider time) =>
        (_reports, _places, _fhir, _options, _time, _recent) = (reports, places, fhir, options.Value, time, new(time, RecentKept, _ => RecentFor));

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

    /// <summary>As <see cref="ReadAsync"/>, from a reading of the last minute if there is one: the reports of weeks of a country are thousands of resources.</summary>
    /// <param name="forms">What counts as a report.</param>
    /// <param name="kind">How long a period is.</param>
    /// <param name="count">How many periods, the present one last; at most <see cref="MaxPeriods"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The matrix; <see cref="ReportMatrix.ReadAt"/> is when it was read.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public Task<ReportMatrix> ReadRecentAsync(ReportForms forms, ReportPeriodKind kind, int count, CancellationToken cancellationToken) =>
        _recent.GetAsync((string.Join('\n', [.. forms.Questionnaires, "", .. forms.Measures]), kind, count), () => ReadAsync(forms, kind, count, CancellationToken.None), cancellationToken);

    /// <summary>Reads which facility has reported on the last periods. A facility is an open Location that is not a jurisdiction and has no Location below it.</summary>
    /// <param name="forms">What counts as a report.</param>
    /// <param name="kind">How long a period is.</param>
    /// <param name="count">How many periods, the present one last; at most <see cref="MaxPeriods"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<ReportMatrix> ReadAsync(ReportForms forms, ReportPeriodKind kind, int count, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var period = ReportPeriod.Containing(kind, now, _options.Zone(), _options.WeekStart);
        var periods = new List<ReportPeriod> { period };
        while (periods.Count < Math.Clamp(count, 1, MaxPeriods))
        {
            periods.Insert(0, periods[0].Previous());
        }

        var due = periods.ConvertAll(asked => asked.End + _options.LateAfter);
        var names = await _places.GetAsync(cancellationToken);
        var reported = await ReportedAsync(forms, periods, names.Places, cancellationToken);

        var rows = FacilitiesOf(names.Places).Select(facility => new ReportRow(
            $"Location/{facility.Id}",
            new Place(facility).Name ?? $"Location/{facility.Id}",
            names.Places.ByReference(facility.PartOf?.Reference) is { } district ? new Place(district).Name ?? "" : "",
            [.. periods.Select((_, i) => StateOf(reported.TryGetValue((i, $"Location/{facility.Id}"), out var at) ? at : null, due[i], now))]));
        return new ReportMatrix(
            periods, due, due.FindLastIndex(time => time <= now) is >= 0 and var last ? last : null, [.. rows.OrderBy(row => row.District, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Name, StringComparer.OrdinalIgnoreCase)], names.IsWhole)
        {
            ReadAt = now,
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
    private async Task<Dictionary<(int Period, string Facility), DateTimeOffset>> ReportedAsync(
        ReportForms forms, IReadOnlyList<ReportPeriod> periods, PlaceIndex places, CancellationToken cancellationToken)
    {
        var reported = new Dictionary<(int Period, string Facility), DateTimeOffset>();
        var managed = places.Locations.Where(l => l.Id is not null).ToLookup(l => PlaceIndex.IdOf("Organization", l.ManagingOrganization?.Reference));
        await foreach (var (period, report) in _reports.ReadAllAsync(forms, periods, cancellationToken))
        {
            var facility = report.Facility.StartsWith("Organization/", StringComparison.Ordinal) && managed[PlaceIndex.IdOf("Organization", report.Facility)].ToList() is [var only]
                ? $"Location/{only.Id}"
                : report.Facility;
            var given = report.Given ?? report.At;
            if (!reported.TryGetValue((period, facility), out var first) || given < first)
            {
                reported[(period, facility)] = given;
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
