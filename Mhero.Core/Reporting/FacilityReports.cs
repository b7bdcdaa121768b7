using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;

namespace Mhero.Core.Reporting;

/// <summary>
/// Which facilities have reported on a period: by a QuestionnaireResponse that is completed or amended and is about it (by what it
/// says, else by when it was authored), or by a complete MeasureReport whose own period has its middle in it, so that a report counts in one week whichever
/// way its last midnight was written.
/// </summary>
/// <remarks>
/// The facility is the report's subject, when that is a Location or Organization, or its author or reporter; else the
/// Location where the health worker works who gave it. Reads the registry again each time, and writes nothing.
/// </remarks>
public sealed class FacilityReports
{
    private const string Elements = "id,meta,status,questionnaire,measure,authored,period,date,subject,source,author,reporter,extension,item";

    private const string MeasureReport = nameof(Hl7.Fhir.Model.MeasureReport);
    private static readonly string[] ChangeElements = ["status", "questionnaire", "measure", "authored", "period", "date"];

    private readonly FhirGateway _fhir;
    private readonly PractitionerCache _linkedPractitioners;
    private readonly IOptions<ReportingOptions> _options;
    private readonly Lazy<ReportedPeriod> _periods;

    internal FacilityReports(FhirGateway fhir, PractitionerCache linkedPractitioners, IOptions<ReportingOptions> options) =>
        (_fhir, _linkedPractitioners, _options, _periods) = (fhir, linkedPractitioners, options, new(() => new ReportedPeriod(options.Value)));

    /// <summary>The facilities that have reported, each once, as their reports are found: one paged search a kind of report.</summary>
    /// <param name="forms">What counts as a report.</param>
    /// <param name="period">The period that it has to be about.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read. Facilities not yielded by then have not been looked for.</exception>
    public async IAsyncEnumerable<FacilityReport> ReadAsync(
        ReportForms forms, ReportPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = new HashSet<string>();
        foreach (var (search, asked) in Searches(forms, period))
        {
            await foreach (var report in ReadAsync(search, asked, period, period.Contains, cancellationToken))
            {
                if (seen.Add(report.Facility))
                {
                    yield return report;
                }
            }
        }
    }

    /// <summary>All reports of a time, whichever period they are about: responses that were authored in it, and MeasureReports whose own period has its middle in it.</summary>
    /// <param name="forms">What counts as a report.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="before">The first moment after it.</param>
    /// <param name="kind">The kind of period that <see cref="FacilityReport.About"/> is told for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read. Reports not yielded by then have not been looked for.</exception>
    internal async IAsyncEnumerable<FacilityReport> ReadTimeAsync(
        ReportForms forms, DateTimeOffset from, DateTimeOffset before, ReportPeriodKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var like = ReportPeriod.Containing(kind, from, _options.Value.Zone(), _options.Value.WeekStart);
        foreach (var (search, asked) in Searches(forms, from, before, TimeSpan.Zero))
        {
            await foreach (var report in ReadAsync(search, asked, like, _ => true, cancellationToken))
            {
                if (report.At >= from && report.At < before)
                {
                    yield return report;
                }
            }
        }
    }

    /// <summary>The reports that were written since a time, finished or not: when they were authored or are about, and when they were written.</summary>
    /// <param name="forms">What counts as a report.</param>
    /// <param name="since">The time, by the registry's clock.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The first time is null for a resource without one, and for a report of another form.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    internal async IAsyncEnumerable<(DateTimeOffset? At, DateTimeOffset? Written)> ReadChangesAsync(
        ReportForms forms, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var zone = _options.Value.Zone();
        foreach (var (type, asked) in TypesOf(forms))
        {
            await foreach (var page in _fhir.ChangesAsync(type, since, ChangeElements, cancellationToken))
            {
                foreach (var resource in page.Matches)
                {
                    var (canonical, at) = ReportSheet.FormAndTimeOf(resource, zone);
                    yield return (ReportForms.Covers(asked, canonical) ? at : null, resource.Meta?.LastUpdated);
                }
            }
        }
    }

    /// <summary>When the registry wrote its latest report, finished or not.</summary>
    /// <param name="forms">What counts as a report.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The time by the registry's clock; null when it has none. An earlier one from a server that does not sort. It may be a report of another form.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    internal async Task<DateTimeOffset?> FindLatestChangeAsync(ReportForms forms, CancellationToken cancellationToken)
    {
        DateTimeOffset? latest = null;
        foreach (var (type, _) in TypesOf(forms))
        {
            var newest = await _fhir.NewestAsync(type, cancellationToken);
            latest = latest > newest ? latest : newest ?? latest;
        }

        return latest;
    }

    /// <summary>The references of the facilities that have reported: <see cref="ReadAsync(ReportForms, ReportPeriod, CancellationToken)"/> read to its end.</summary>
    /// <param name="forms">What counts as a report.</param>
    /// <param name="period">The period that it has to be about.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>References such as <c>Location/123</c>.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlySet<string>> ReportedAsync(ReportForms forms, ReportPeriod period, CancellationToken cancellationToken = default)
    {
        var facilities = new HashSet<string>();
        await foreach (var report in ReadAsync(forms, period, cancellationToken))
        {
            facilities.Add(report.Facility);
        }

        return facilities;
    }

    /// <summary>The report of one facility, by searches for it and for those who work there.</summary>
    /// <param name="facility">All references of the facility: its Location, and its Organization if it has one.</param>
    /// <param name="forms">What counts as a report.</param>
    /// <param name="period">The period that it has to be about.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>A report; null when there is none.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<FacilityReport?> FindAsync(
        IReadOnlyCollection<string> facility, ReportForms forms, ReportPeriod period, CancellationToken cancellationToken = default)
    {
        var searches = Searches(forms, period).ToList();
        foreach (var (search, asked) in searches)
        {
            if (await FirstAsync(search.WhereAny("subject", facility), asked) is { } report)
            {
                return report;
            }
        }

        var people = await PeopleAsync(facility, cancellationToken);
        foreach (var (search, asked) in searches)
        {
            foreach (var some in people.Concat(facility).Chunk(100))
            {
                foreach (var role in search.Type == MeasureReport ? new[] { "reporter" } : ["source", "author"])
                {
                    if (await FirstAsync(search.WhereAny(role, some), asked) is { } report)
                    {
                        return report;
                    }
                }
            }
        }

        return null;

        async Task<FacilityReport?> FirstAsync(FhirSearch search, IReadOnlyCollection<string> asked)
        {
            await foreach (var report in ReadAsync(search, asked, period, period.Contains, cancellationToken))
            {
                if (facility.Contains(report.Facility))
                {
                    return report;
                }
            }

            return null;
        }
    }

    private IEnumerable<(FhirSearch Search, IReadOnlyCollection<string> Asked)> Searches(ReportForms forms, ReportPeriod period) =>
        Searches(forms, period.Start, period.End, _options.Value.LateReports);

    /// <summary>Servers find what overlaps the time, and here what came after it; what counts is decided here.</summary>
    private IEnumerable<(FhirSearch Search, IReadOnlyCollection<string> Asked)> Searches(ReportForms forms, DateTimeOffset from, DateTimeOffset before, TimeSpan late)
    {
        foreach (var (type, asked) in TypesOf(forms))
        {
            var (time, form, end, status) = type == MeasureReport ? ("period", "measure", before, "complete") : ("authored", "questionnaire", before + late, "completed,amended");
            var search = new FhirSearch(type).With(time, $"ge{Instant(from)}").With(time, $"lt{Instant(end)}").With("status", status).With("_elements", Elements);
            yield return (_options.Value.SearchByForm ? search.WhereAny(form, asked) : search, asked);
        }
    }

    private static IEnumerable<(string Type, IReadOnlyCollection<string> Asked)> TypesOf(ReportForms forms) =>
        new[] { (nameof(QuestionnaireResponse), forms.Questionnaires), (MeasureReport, forms.Measures) }.Where(type => type.Item2.Count > 0);

    /// <param name="search">The search.</param>
    /// <param name="asked">The forms.</param>
    /// <param name="like">A period of the kind that is asked for.</param>
    /// <param name="isWanted">Whether a report about a moment is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private async IAsyncEnumerable<FacilityReport> ReadAsync(
        FhirSearch search, IReadOnlyCollection<string> asked, ReportPeriod like, Func<DateTimeOffset, bool> isWanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in _fhir.SearchPagesAsync(search, cancellationToken))
        {
            var sheets = page.Matches.Select(m => ReportSheet.Of(m, like, _periods.Value)).OfType<ReportSheet>()
                .Where(s => ReportForms.Covers(asked, s.Canonical) && s.About is { } about && isWanted(about))
                .ToList();
            var facilities = await FacilitiesAsync(sheets.Where(s => s.Place is null).SelectMany(s => s.People), cancellationToken);
            foreach (var sheet in sheets)
            {
                if ((sheet.Place ?? sheet.People.Select(p => facilities.GetValueOrDefault(p)).FirstOrDefault(f => f is not null)) is { } facility)
                {
                    yield return new FacilityReport(facility, sheet.Reference, sheet.At!.Value, sheet.Given) { About = sheet.About!.Value };
                }
            }
        }
    }

    /// <summary>Where people work, by their reference.</summary>
    private async Task<Dictionary<string, string>> FacilitiesAsync(IEnumerable<string> people, CancellationToken cancellationToken)
    {
        var kinds = people.Distinct().ToLookup(p => p.StartsWith("PractitionerRole/", StringComparison.Ordinal));
        var found = kinds[false].Any() ? await _linkedPractitioners.FindSubjectsAsync(kinds[false], ResponseSubject.Facility, cancellationToken) : [];
        foreach (var (person, place) in found)
        {
            var (type, id, _) = ResourceLocation.Parse(place);
            found[person] = $"{type}/{id}";
        }

        if (kinds[true].Any())
        {
            foreach (var role in await _fhir.ReadManyAsync<PractitionerRole>([.. kinds[true].Select(r => r.Split('/')[1])], cancellationToken))
            {
                if (role.Location.Select(l => ResourceLocation.Parse(l.Reference)).FirstOrDefault(l => l is { Type: "Location", Id: not null }) is { Id: { } id })
                {
                    found[$"PractitionerRole/{role.Id}"] = $"Location/{id}";
                }
            }
        }

        return found;
    }

    /// <summary>Those who work at a facility, and their roles.</summary>
    private async Task<List<string>> PeopleAsync(IReadOnlyCollection<string> facility, CancellationToken cancellationToken)
    {
        var people = new HashSet<string>();
        foreach (var places in facility.GroupBy(f => f.Split('/')[0]))
        {
            var search = new FhirSearch("PractitionerRole").WhereAny(places.Key == "Organization" ? "organization" : "location", [.. places]);
            await foreach (var page in _fhir.SearchPagesAsync(search.With("_elements", "id,meta,practitioner"), cancellationToken))
            {
                foreach (var role in page.Matches.OfType<PractitionerRole>())
                {
                    people.Add($"PractitionerRole/{role.Id}");
                    if (ResourceLocation.Parse(role.Practitioner?.Reference) is { Type: "Practitioner", Id: { } id })
                    {
                        people.Add($"Practitioner/{id}");
                    }
                }
            }
        }

        return [.. people];
    }

    // Without an offset servers take the time for their own zone's.
    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "+00:00";
}
