using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Tests.Mapping;

public class AdminPlacesTests
{
    private static readonly AdminPlaces Sut = new(
    [
        Place("rw", "Rwanda", null),
        Place("kigali", "Ville de Kigali", "rw"),
        Place("south", "Province du Sud", "rw", alias: "Southern"),
        Place("gasabo", "Gasabo District", "kigali", code: "RW-0102"),
        Place("gasabo-office", "Gasabo", "gasabo", kind: "bu"),
        Place("huye", "Huye", "south"),
        Place("mbazi-1", "Mbazi", "huye"),
        Place("mbazi-2", "Mbazi", "huye"),
        Place("closed", "Nyanza", "south", status: Location.LocationStatus.Inactive),
        Place("loop-1", "Loop One", "loop-2"),
        Place("loop-2", "Loop Two", "loop-1"),
    ]);

    [Theory]
    [InlineData("Rwanda", "rw")]
    [InlineData("Rwanda > Kigali City > Gasabo", "gasabo")]
    [InlineData("rwanda > KIGALI > gasábo district", "gasabo")]
    [InlineData("Rwanda > Kigali > Gasabbo", "gasabo")]
    [InlineData("Rwanda > Kigali > rw 0102", "gasabo")]
    [InlineData("Rwanda > Southern Province > Huye", "huye")]
    [InlineData("Rwanda > Huye", "huye")]
    [InlineData("Rwanda > No Such Level > Huye", "huye")]
    [InlineData("Rwanda > Southern > Gasabo", null)]
    [InlineData("Uganda > Huye", null)]
    [InlineData("Rwanda > Southern > Nyanza", null)]
    [InlineData("Rwanda > Southern", "south")]
    [InlineData("Loop Two > Loop One", "loop-1")]
    [InlineData(" > ", null)]
    public void Find_Path_GivesTheOneLocationWithinItsParents(string path, string? id) => Assert.Equal(id, Sut.Find(path).Place?.Id);

    [Fact]
    public void Find_SeveralFit_GivesAllAndNone()
    {
        var match = Sut.Find("Rwanda > Southern > Huye > Mbazi");

        Assert.Null(match.Place);
        Assert.Equal(["mbazi-1", "mbazi-2"], match.Candidates.Select(c => c.Id));
    }

    private static Location Place(
        string id, string name, string? partOf, string kind = "jdn", string? alias = null, string? code = null, Location.LocationStatus status = Location.LocationStatus.Active) => new()
        {
            Id = id,
            Name = name,
            Status = status,
            Alias = alias is null ? [] : [alias],
            Identifier = code is null ? [] : [new Identifier("http://example.org/admin", code)],
            PhysicalType = new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", kind),
            PartOf = partOf is null ? null : new ResourceReference("Location/" + partOf),
        };
}
