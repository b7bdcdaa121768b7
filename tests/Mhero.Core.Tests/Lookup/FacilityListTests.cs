using Hl7.Fhir.Model;
using Mhero.Core.Lookup;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Tests.Lookup;

public sealed class FacilityListTests
{
    private static readonly FacilityList List = Of(
        [
            Place("rw", "Rwanda", null, "jdn", null),
            Place("musanze", "Musanze", "D-43", "jdn", "rw"),
            Place("huye", "Huye", "D-24", "jdn", "rw"),
            Place("m1", "Muhoza Health Centre", "F-M1", "bu", "musanze"),
            Place("m2", "Kinigi Health Centre", "F-M2", "bu", "musanze"),
            Place("m3", "Busogo Health Centre", "F-M3", "bu", "musanze"),
            Place("m4", "Nyange Health Post", "F-M4", "bu", "musanze"),
            Place("h1", "Sovu Health Centre", "F-H1", "bu", "huye"),
            Place("h2", "Nyange Health Post", "F-H2", "bu", "huye"),
            Place("h3", "Centre de Santé Kanyinya", "F-H3", "bu", "huye"),
            Place("h4", "Ng'ombe Clinic", "F-H4", "bu", "huye"),
            Place("shut", "Muhoza Dispensary", "F-X1", "bu", "musanze", Location.LocationStatus.Inactive),
        ],
        new LookupOptions(),
        "jdn");

    [Theory]
    [InlineData("F-M1", "m1")]
    [InlineData("f-m1", "m1")]
    [InlineData("FM1", "m1")]
    [InlineData("muhoza health centre", "m1")]
    [InlineData("  MUHOZA  Health-Centre ", "m1")]
    [InlineData("Centre de sante kanyinya", "h3")]
    [InlineData("Ngombe clinic", "h4")]
    [InlineData("Nyange Health Post", "h2,m4")]
    public void Find_CodeOrName_IsExact(string text, string ids)
    {
        var found = List.Find(text);

        Assert.Equal(ids, string.Join(',', found.Exact.Select(f => f.Reference.Split('/')[1])));
        Assert.Empty(found.Near);
    }

    [Theory]
    [InlineData("Muhoza", "m1")]
    [InlineData("muoza", "m1")]
    [InlineData("Muhosa helth center", "m1")]
    [InlineData("muh", "m1")]
    [InlineData("Kinigi hospital", "m2")]
    [InlineData("busogohealthcent", "m3")]
    [InlineData("nyange", "h2,m4")]
    [InlineData("kanyiya", "h3")]
    [InlineData("ng'ombe", "h4")]
    public void Find_NameWithMistakes_IsNear(string text, string first)
    {
        var found = List.Find(text);

        Assert.Empty(found.Exact);
        Assert.Equal(first, string.Join(',', found.Near.Select(f => f.Reference.Split('/')[1]).Take(first.Split(',').Length)));
    }

    [Theory]
    [InlineData("Gitarama")]
    [InlineData("Gitarama health centre")]
    [InlineData("Musanze")]
    [InlineData("F-M9")]
    [InlineData("F-X1")]
    [InlineData("D-43")]
    [InlineData("()")]
    public void Find_NothingAlike_IsEmpty(string text) => Assert.Empty(List.Find(text).ForMenu);

    [Fact]
    public void Find_Facility_HasItsDistrictAndCode() =>
        Assert.Equal(new Facility("Location/m1", "Muhoza Health Centre", "F-M1", "Musanze"), List.Find("F-M1").Exact.Single());

    [Fact]
    public void Find_WordsThatAllHave_ShowAllInOrder()
    {
        var near = List.Find("health").Near;

        Assert.Equal(6, near.Count);
        Assert.Equal(near.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase), near);
    }

    [Fact]
    public void FacilityTypes_Given_AreWhatCounts()
    {
        var list = Of([Place("d", "Musanze", null, "jdn", null), Place("m1", "Muhoza", null, "bu", "d")], new LookupOptions { FacilityTypes = ["jdn"] }, "jdn");

        Assert.Equal("Location/d", list.Find("Musanze").Exact.Single().Reference);
        Assert.Empty(list.Find("Muhoza").ForMenu);
    }

    [Fact]
    public void Find_AmongFiftyThousand_FindsTheOneThatIsNear()
    {
        string[] syllables = ["ka", "mu", "nyi", "ru", "bu", "go", "ha", "si", "mba", "ta"];
        var many = Of(
            [.. Enumerable.Range(0, 50_000).Select(n => Place($"p{n}", $"{string.Concat(n.ToString("00000", null).Select(d => syllables[d - '0']))} Health Centre", $"F-{n}", "bu", null))],
            new LookupOptions(),
            "jdn");

        Assert.NotEmpty(many.Find("kamunyirubo helth center").Near);
    }

    [Theory]
    [InlineData("kitten", "sitting", 3, 3)]
    [InlineData("ab", "ba", 2, 1)]
    [InlineData("muhoza", "muhoza", 2, 0)]
    [InlineData("muhoza", "kinigi", 2, 3)]
    [InlineData("", "abc", 2, 3)]
    public void Distance_Words_IsCountedUpToTheMost(string one, string other, int most, int distance) =>
        Assert.Equal(distance, NameWords.Distance(one, other, most));

    private static FacilityList Of(IEnumerable<Location> locations, LookupOptions options, string level) =>
        new(new PlaceNames(new PlaceIndex(locations), isWhole: true), options, level);

    private static Location Place(string id, string name, string? code, string type, string? partOf, Location.LocationStatus status = Location.LocationStatus.Active) => new()
    {
        Id = id,
        Name = name,
        Status = status,
        Identifier = code is null ? [] : [new Identifier("http://example.org/facility", code)],
        PhysicalType = new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", type),
        PartOf = partOf is null ? null : new ResourceReference($"Location/{partOf}"),
    };
}
