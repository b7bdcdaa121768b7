using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Tests.Mapping;

public class PlaceNamesTests
{
    private static readonly PlaceNames Sut = new(new PlaceIndex(
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
    ]), isWhole: true);

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

    [Theory]
    [InlineData("Kayove 1", "Kayove 2")]
    [InlineData("Nyarugenge 11", "Nyarugenge 12")]
    [InlineData("Kayove2", "Kayove3")]
    public void Find_OtherNumber_IsAnotherPlace(string name, string path) =>
        Assert.Null(new PlaceNames(new PlaceIndex([Place("one", name, null)]), isWhole: true).Find(path).Place);

    [Theory]
    [InlineData("Dodoma", "Mkoa wa Dodoma", "mkoa,wa", true)]
    [InlineData("Dodoma", "Oblast Dodoma", "oblast", true)]
    [InlineData("Dodoma", "Oblast Dodoma", "", false)]
    [InlineData("Nampula", "Província de Nampula", "", true)]
    [InlineData("Gasabo", "Gasabo District", "oblast", false)]
    public void Find_KindsFromSettings_AreLeftOut(string name, string path, string kinds, bool isFound)
    {
        var places = new PlaceIndex([Place("one", name, null)], [], FacilityTypes.Default, new PlaceKinds(kinds.Split(',', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Equal(isFound, new PlaceNames(places, isWhole: true).Find(path).Place is not null);
    }

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
