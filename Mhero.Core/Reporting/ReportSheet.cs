using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Answers;

namespace Mhero.Core.Reporting;

/// <summary>A finished report as one resource has it: its form, its time, and the records that may tell its place.</summary>
/// <param name="Reference">The resource.</param>
/// <param name="Canonical">The form.</param>
/// <param name="At">The time; null when it is unknown.</param>
/// <param name="Place">The Location or Organization that it is about, if it names one.</param>
/// <param name="People">Practitioners and PractitionerRoles that gave it, the first one first; they determine the facility when nothing else does.</param>
internal sealed record ReportSheet(string Reference, string? Canonical, DateTimeOffset? At, string? Place, IReadOnlyList<string> People)
{
    private static readonly string[] PlaceTypes = ["Location", "Organization"];
    private static readonly string[] PersonTypes = ["Practitioner", "PractitionerRole"];

    /// <summary>Reads a resource; null when it is not a report, or not finished.</summary>
    public static ReportSheet? Of(Resource resource, TimeZoneInfo zone) => resource switch
    {
        QuestionnaireResponse r when Raw.Text(r.StatusElement) is "completed" or "amended" => new(
            $"QuestionnaireResponse/{r.Id}",
            Raw.Text(r.QuestionnaireElement),
            FhirTimes.Middle(Raw.Text(r.AuthoredElement), null, zone),
            First(PlaceTypes, r.Subject, r.Author),
            All(PersonTypes, r.Source, r.Author)),
        MeasureReport r when Raw.Text(r.StatusElement) == "complete" => new(
            $"MeasureReport/{r.Id}",
            Raw.Text(r.MeasureElement),
            FhirTimes.Middle(Raw.Text(r.Period?.StartElement), Raw.Text(r.Period?.EndElement), zone) ?? FhirTimes.Middle(Raw.Text(r.DateElement), null, zone),
            First(PlaceTypes, r.Subject, r.Reporter),
            All(PersonTypes, r.Reporter)),
        _ => null,
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
