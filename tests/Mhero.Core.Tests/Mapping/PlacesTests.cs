using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Tests.Mapping;

public class PlacesTests
{
    private static readonly PlaceIndex Sut = new(
    [
        Place("rw", "Rwanda", null, "jdn"),
        Place("gasabo", "Gasabo", "rw", "jdn"),
        Place("remera", "Centre de Santé Remera", "gasabo", "bu", alias: "CS Remera", identifier: "F-001"),
        Place("old", "CS Remera", "gasabo", "bu", status: Location.LocationStatus.Inactive),
        Place("a", "A", "b", "bu"),
        Place("b", "B", "a", "bu"),
        Place("lost", "Lost", "nowhere", "bu"),
        new Location { Name = "Not stored" },
    ]);

    [Theory]
    [InlineData("Location/remera", "remera")]
    [InlineData("Location/remera/_history/2", "remera")]
    [InlineData("https://example.org/fhir/Location/remera", "remera")]
    [InlineData("Organization/remera", null)]
    [InlineData("MyLocation/remera", null)]
    [InlineData("#remera", null)]
    [InlineData("Location/", null)]
    [InlineData(null, null)]
    public void ByReference_Reference_GivesLocation(string? reference, string? id) => Assert.Equal(id, Sut.ByReference(reference)?.Id);

    [Theory]
    [InlineData("centre  de sante REMERA", "remera")]
    [InlineData("CentredeSantéRemera", "remera")]
    [InlineData("cs remera", "remera")]
    [InlineData("f-001", "remera")]
    [InlineData("C.S. Remera", "remera")]
    [InlineData("F001", "remera")]
    [InlineData("Kigali", null)]
    [InlineData("  ", null)]
    public void ByText_Spelling_GivesOpenLocations(string text, string? id) =>
        Assert.Equal(id is null ? [] : new[] { id }, Sut.ByText(text).Select(l => l.Id));

    [Theory]
    [InlineData("remera", "jdn", "gasabo")]
    [InlineData("gasabo", "jdn", "gasabo")]
    [InlineData("remera", "1", "gasabo")]
    [InlineData("remera", "2", "rw")]
    [InlineData("remera", "0", "remera")]
    [InlineData("remera", "3", null)]
    [InlineData("remera", "ro", null)]
    [InlineData("a", "jdn", null)]
    [InlineData("lost", "jdn", null)]
    public void Ancestor_Level_GivesNearest(string start, string level, string? id) =>
        Assert.Equal(id, Sut.Ancestor(Sut.ByReference("Location/" + start)!, level)?.Id);

    [Fact]
    public void Count_LocationWithoutId_IsLeftOut() => Assert.Equal((7, 0), (Sut.Count, PlaceIndex.Empty.Count));

    private static Location Place(
        string id,
        string name,
        string? partOf,
        string physicalType,
        string? alias = null,
        string? identifier = null,
        Location.LocationStatus status = Location.LocationStatus.Active) => new()
        {
            Id = id,
            Name = name,
            Status = status,
            Alias = alias is null ? [] : [alias],
            Identifier = identifier is null ? [] : [new Identifier("http://example.org/facility", identifier)],
            PhysicalType = new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", physicalType),
            PartOf = partOf is null ? null : new ResourceReference("Location/" + partOf),
        };
}
