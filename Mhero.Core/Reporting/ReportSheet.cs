using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Reporting;

/// <summary>A finished report as one resource has it: its form, its time, and the records that may tell its place.</summary>
/// <param name="Reference">The resource.</param>
/// <param name="Canonical">The form.</param>
/// <param name="At">When; null when that cannot be told.</param>
/// <param name="Given">When it was given: a response when it was authored, a MeasureReport at its date; null when that cannot be told.</param>
/// <param name="About">A moment in the period that it is about; null when that cannot be told.</param>
/// <param name="Place">The Location or Organization that it is about, if it names one.</param>
/// <param name="People">Practitioners and PractitionerRoles that gave it, the first one first; they tell the facility when nothing else does.</param>
internal sealed record ReportSheet(string Reference, string? Canonical, DateTimeOffset? At, DateTimeOffset? Given, DateTimeOffset? About, string? Place, IReadOnlyList<string> People)
{
    private static readonly string[] PlaceTypes = ["Location", "Organization"];
    private static readonly string[] PersonTypes = ["Practitioner", "PractitionerRole"];

    /// <summary>Reads a resource; null when it is not a report or not finished.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="asked">A period of the kind that is asked for.</param>
    /// <param name="periods">Tells which period a response is about.</param>
    public static ReportSheet? Of(Resource resource, ReportPeriod asked, ReportedPeriod periods)
    {
        var (canonical, time) = FormAndTimeOf(resource, asked.Zone);
        return resource switch
        {
            QuestionnaireResponse r when RawElements.Text(r.StatusElement) is "completed" or "amended" => new(
                $"QuestionnaireResponse/{r.Id}", canonical, time, time, time is { } authored ? periods.MomentOf(r, authored, asked) : null,
                First(PlaceTypes, r.Subject, r.Author), All(PersonTypes, r.Source, r.Author)),
            MeasureReport r when RawElements.Text(r.StatusElement) == "complete" => new(
                $"MeasureReport/{r.Id}", canonical, time, ReportTimes.Middle(RawElements.Text(r.DateElement), null, asked.Zone), time,
                First(PlaceTypes, r.Subject, r.Reporter), All(PersonTypes, r.Reporter)),
            _ => null,
        };
    }

    /// <summary>The form and the time of a response or MeasureReport, finished or not: when it was authored, or the middle of its period.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="zone">The zone of times that name none.</param>
    public static (string? Canonical, DateTimeOffset? At) FormAndTimeOf(Resource resource, TimeZoneInfo zone) => resource switch
    {
        QuestionnaireResponse r => (RawElements.Text(r.QuestionnaireElement), ReportTimes.Middle(RawElements.Text(r.AuthoredElement), null, zone)),
        MeasureReport r => (
            RawElements.Text(r.MeasureElement),
            ReportTimes.Middle(RawElements.Text(r.Period?.StartElement), RawElements.Text(r.Period?.EndElement), zone) ?? ReportTimes.Middle(RawElements.Text(r.DateElement), null, zone)),
        _ => (null, null),
    };

    private static string? First(string[] types, params ResourceReference?[] references) => All(types, references).FirstOrDefault();

    private static List<string> All(string[] types, params ResourceReference?[] references) =>
    [
        .. references.Select(r => ResourceLocation.Parse(r?.Reference))
            .Where(l => l.Id is not null && types.Contains(l.Type))
            .Select(l => $"{l.Type}/{l.Id}")
            .Distinct(),
    ];
}
