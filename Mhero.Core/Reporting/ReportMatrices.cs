using System.Runtime.CompilerServices;
using Hl7.Fhir.Model;
using Mhero.Core.Caching;
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

    private readonly FacilityReports _reports;
    private readonly RegistryPlaces _places;
    private readonly FhirGateway _fhir;
    private readonly ReportingOptions _options;
    private readonly TimeProvider _time;

    internal ReportMatrices(FacilityReports reports, RegistryPlaces places, FhirGateway fhir, IOptions<ReportingOptions> options, TimeProvider time) =>
        (_reports, _places, _fhir, _options, _time) = (reports, places, fhir, options.Value, time);

    /// <summary>The forms that the registry has: its first 500 Questionnaires that are in use.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<ReportForm>> FormsAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ReportForm>(StringComparer.Ordinal);
        await foreach (var questionnaire in QuestionnairesAsync(cancellationToken))
        {
            found.TryAdd(questionnaire.Url!, new ReportForm(questionnaire.Url!, questionnaire.Title ?? questionnaire.Name ?? questionnaire.Url!));
            if (found.Count == MaxForms)
            {
                break;
            }
        }

        return [.. found.Values.OrderBy(form => form.Title, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Reads which facility has reported on the last periods. A facility is an open Location that is not a jurisdiction and has no Location below it.</summary>
    /// <param name="form">The canonical URL of the Questionnaire, with or without a version.</param>
    /// <param name="kind">How long a period is.</param>
    /// <param name="count">How many periods, the present one last; at most <see cref="MaxPeriods"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<ReportMatrix> ReadAsync(string form, ReportPeriodKind kind, int count, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var period = ReportPeriod.Containing(kind, now, _options.Zone(), _options.WeekStart);
        var periods = new List<ReportPeriod> { period };
        while (periods.Count < Math.Clamp(count, 1, MaxPeriods))
        {
            periods.Insert(0, periods[0].Previous());
        }

        var names = await _places.GetAsync(cancellationToken);
        var forms = ReportForms.Questionnaire(form);
        var reported = new List<Dictionary<string, DateTimeOffset>>();
        foreach (var asked in periods)
        {
            reported.Add(await ReportedAsync(forms, asked, names.Places, cancellationToken));
        }

        var rows = FacilitiesOf(names.Places).Select(facility => new ReportRow(
            $"Location/{facility.Id}",
            new Place(facility).Name ?? $"Location/{facility.Id}",
            names.Places.ByReference(facility.PartOf?.Reference) is { } district ? new Place(district).Name ?? "" : "",
            [.. periods.Select((asked, i) => StateOf(reported[i].TryGetValue($"Location/{facility.Id}", out var at) ? at : null, asked, now))]));
        return new ReportMatrix(
            periods, [.. rows.OrderBy(row => row.District, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Name, StringComparer.OrdinalIgnoreCase)], names.IsWhole);
    }

    private static ReportState StateOf(DateTimeOffset? at, ReportPeriod period, DateTimeOffset now) =>
        at is { } reported ? reported < period.End ? ReportState.Reported : ReportState.Late
        : now < period.End ? ReportState.Open
        : ReportState.Missing;

    private static IEnumerable<Location> FacilitiesOf(PlaceIndex places)
    {
        var parents = places.Locations.Select(l => PlaceIndex.IdOf("Location", l.PartOf?.Reference)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return places.Locations.Where(l => l.Id is not null && !parents.Contains(l.Id) && new Place(l) is { IsJurisdiction: false, IsOpen: true });
    }

    /// <summary>When each Location reported, or the Organization that runs it alone.</summary>
    private async Task<Dictionary<string, DateTimeOffset>> ReportedAsync(ReportForms forms, ReportPeriod period, PlaceIndex places, CancellationToken cancellationToken)
    {
        var reported = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var report in _reports.ReadAsync(forms, period, cancellationToken))
        {
            reported[report.Facility] = report.At;
        }

        var managed = places.Locations.Where(l => l.Id is not null).ToLookup(l => PlaceIndex.IdOf("Organization", l.ManagingOrganization?.Reference));
        foreach (var (organization, at) in reported.Where(r => r.Key.StartsWith("Organization/", StringComparison.Ordinal)).ToList())
        {
            if (managed[PlaceIndex.IdOf("Organization", organization)].ToList() is [var only])
            {
                reported.TryAdd($"Location/{only.Id}", at);
            }
        }

        return reported;
    }

    private async IAsyncEnumerable<Questionnaire> QuestionnairesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in _fhir.SearchPagesAsync(new FhirSearch("Questionnaire").With("status", "active").With("_elements", "url,title,name,status"), cancellationToken))
        {
            foreach (var questionnaire in page.Matches.OfType<Questionnaire>().Where(q => !string.IsNullOrEmpty(q.Url)))
            {
                yield return questionnaire;
            }
        }
    }
}
