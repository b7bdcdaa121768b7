using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Tests.Fhir;

public sealed class FaultyValuesTests
{
    private const string Spoilt = """
        {"resourceType":"Practitioner","id":"p","meta":{"versionId":3,"lastUpdated":"yesterday"},"active":"true","birthDate":1980,
         "identifier":[{"use":"staff","system":"http://example.org/id","value":1234}],
         "name":[{"use":"legal","family":"Uwase","given":["Alice"]},{"use":"Old","family":"Before"}],
         "telecom":[{"system":"email","use":"private","value":"a@example.org"},
                    {"system":"mobile","use":"cell","rank":"2","value":"+250788000102"},
                    {"system":"Phone","use":"mobile","rank":"1","value":"+250788000101"},
                    {"system":"phone","value":250788000103,"period":{"start":5}}],
         "communication":"en","photo":[{"size":"big"}]}
        """;

    [Fact]
    public void Parse_ValuesThatR4DoesNotAllow_AreReadAsWhatTheyMeanOrAsAbsent()
    {
        var person = (Practitioner)FhirJson.Parse(Encoding.UTF8.GetBytes(Spoilt));

        Assert.True(person.Active);
        Assert.Equal("1980", person.BirthDate);
        Assert.Null(person.Meta!.LastUpdated);
        Assert.Equal("3", person.Meta.VersionId);
        Assert.Equal("1234", person.Identifier[0].Value);
        Assert.Null(person.Name[0].Use);
        Assert.Equal(HumanName.NameUse.Old, person.Name[1].Use);
        Assert.Equal([ContactPoint.ContactPointSystem.Email, null, ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointSystem.Phone], person.Telecom.Select(t => t.System));
        Assert.Equal([null, 2, 1, null], person.Telecom.Select(t => t.Rank));
        Assert.Equal("250788000103", person.Telecom[3].Value);
        Assert.Empty(person.Communication);
    }

    [Fact]
    public void Parse_ValuesThatR4DoesNotAllow_AreNamedByTheirPaths()
    {
        var paths = FaultyValues.PathsOf(FhirJson.Parse(Encoding.UTF8.GetBytes(Spoilt)));

        Assert.Contains("Practitioner.telecom[1].system", paths);
        Assert.Contains("Practitioner.active", paths);
        Assert.Contains("Practitioner.communication", paths);
        Assert.DoesNotContain("Practitioner.telecom[0].system", paths);
        Assert.Empty(FaultyValues.PathsOf(FhirJson.Parse("""{"resourceType":"Practitioner","active":true,"telecom":[{"system":"phone"}]}"""u8)));
    }

    [Fact]
    public void Serialize_CopyWithAChange_WritesTheRestBackAsItWas()
    {
        var person = (Practitioner)FhirJson.Parse(Encoding.UTF8.GetBytes(Spoilt)).DeepCopy();
        person.Telecom[1].Rank = 7;

        var written = JsonNode.Parse(FhirJson.Serialize(person))!;

        Assert.Equal("true", (string?)written["active"]);
        Assert.Equal("legal", (string?)written["name"]![0]!["use"]);
        Assert.Equal(("mobile", "cell", 7), ((string?)written["telecom"]![1]!["system"], (string?)written["telecom"]![1]!["use"], (int?)written["telecom"]![1]!["rank"]));
        Assert.Equal("1", (string?)written["telecom"]![2]!["rank"]);
        Assert.Equal(1234, (int?)written["identifier"]![0]!["value"]);
        Assert.True(person.Active);
    }

    [Fact]
    public void Parse_BundleOfThem_KeepsEachWithItsOwnPaths()
    {
        var bundle = (Bundle)FhirJson.Parse(Encoding.UTF8.GetBytes("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":" + Spoilt + "},{\"resource\":{\"resourceType\":\"Practitioner\",\"id\":\"q\"}}]}"));

        Assert.Contains("Practitioner.active", FaultyValues.PathsOf(bundle.Entry[0].Resource!));
        Assert.Empty(FaultyValues.PathsOf(bundle.Entry[1].Resource!));
        Assert.Equal("true", (string?)JsonNode.Parse(FhirJson.Serialize(bundle))!["entry"]![0]!["resource"]!["active"]);
    }

    [Fact]
    public void Map_WorkerWithSuchValues_IsMappedAndSaysWhere()
    {
        var worker = new HealthWorker((Practitioner)FhirJson.Parse(Encoding.UTF8.GetBytes(Spoilt)), []);

        var result = new WorkerToProfile(new ContactMappingOptions { DefaultRegion = "RW" }).Map(new(worker, PlaceIndex.Empty, new DateOnly(2026, 3, 1)));

        Assert.Equal(["+250788000101", "+250788000102", "+250788000103"], result.Value.Numbers);
        Assert.Equal(("Alice Uwase", true), (result.Value.Name, result.Value.Active));
        Assert.Contains(result.Issues, i => i is { Code: MappingCodes.FaultyValue, Path: "Practitioner.telecom[1].system" });
    }
}
