using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Reports;

/// <summary>
/// Makes a report that stands on its own (IHE mADX): the place is contained, the reporter is the place and not a person, and nothing refers to the
/// registry that the receiver does not have.
/// </summary>
internal sealed class MeasureReportToMadx : IMapper<ReportSource, MeasureReport>
{
    private const string PlaceId = "place";

    /// <summary>Maps a report.</summary>
    /// <param name="from">The report with what it refers to.</param>
    public MappingResult<MeasureReport> Map(ReportSource from)
    {
        var report = from.Report;
        var copy = (MeasureReport)report.DeepCopy();
        copy.Meta = new Meta { Profile = [MheroSystems.MadxMeasureReport] };

        // A narrative, an extension and what was evaluated may name people.
        copy.Text = null;
        copy.Extension.Clear();
        copy.Contained.Clear();
        copy.EvaluatedResource.Clear();
        var place = PlaceOf(from.Place);
        if (place is not null)
        {
            copy.Contained.Add(place);
        }

        var identifier = report.Subject?.Identifier ?? IdentifiersOf(from.Place).FirstOrDefault();
        copy.Subject = Reference(place, identifier, report.Subject?.Display);
        copy.Reporter = Reference(place, identifier, report.Subject?.Display);
        return new MappingResult<MeasureReport>(copy, []);
    }

    private static ResourceReference Reference(Resource? place, Identifier? identifier, string? display) =>
        new() { Reference = place is null ? null : $"#{PlaceId}", Identifier = (Identifier?)identifier?.DeepCopy(), Display = display };

    /// <summary>Names, identifiers and types; managers, hours and the like are left out.</summary>
    private static Resource? PlaceOf(Resource? place) => place switch
    {
        Location location => new Location
        {
            Id = PlaceId,
            Identifier = [.. location.Identifier.Select(i => (Identifier)i.DeepCopy())],
            StatusElement = (Code<Location.LocationStatus>?)location.StatusElement?.DeepCopy(),
            Name = location.Name,
            Type = [.. location.Type.Select(t => (CodeableConcept)t.DeepCopy())],
        },
        Organization organization => new Organization
        {
            Id = PlaceId,
            Identifier = [.. organization.Identifier.Select(i => (Identifier)i.DeepCopy())],
            Name = organization.Name,
            Type = [.. organization.Type.Select(t => (CodeableConcept)t.DeepCopy())],
        },
        _ => null,
    };

    private static List<Identifier> IdentifiersOf(Resource? place) => place switch
    {
        Location location => location.Identifier,
        Organization organization => organization.Identifier,
        _ => [],
    };
}
