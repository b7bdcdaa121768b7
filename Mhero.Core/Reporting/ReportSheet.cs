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
        switch (resource)
        {
            case QuestionnaireResponse r when RawElements.Text(r.StatusElement) is "completed" or "amended":
                var authored = ReportTimes.Middle(RawElements.Text(r.AuthoredElement), null, asked.Zone);
                return new(
                    $"QuestionnaireResponse/{r.Id}",
                    RawElements.Text(r.QuestionnaireElement),
                    authored,
                    authored,
                    authored is { } at ? periods.MomentOf(r, at, asked) : null,
                    First(PlaceTypes, r.Subject, r.Author),
                    All(PersonTypes, r.Source, r.Author));
            case MeasureReport r when RawElements.Text(r.StatusElement) == "complete":
                var date = ReportTimes.Middle(RawElements.Text(r.DateElement), null, asked.Zone);
                var middle = ReportTimes.Middle(RawElements.Text(r.Period?.StartElement), RawElements.Text(r.Period?.EndElement), asked.Zone) ?? date;
                return new($"MeasureReport/{r.Id}", RawElements.Text(r.MeasureElement), middle, date, middle, First(PlaceTypes, r.Subject, r.Reporter), All(PersonTypes, r.Reporter));
            default:
                return null;
        }
    }

    private static string? First(string[] types, params ResourceReference?[] references) => All(types, references).FirstOrDefault();

    private static List<string> All(string[] types, params ResourceReference?[] references) =>
    [
        .. references.Select(r => ResourceLocation.Parse(r?.Reference))
            .Where(l => l.Id is not null && types.Contains(l.Type))
            .Select(l => $"{l.Type}/{l.Id}")
            .Distinct(),
    ];
}
