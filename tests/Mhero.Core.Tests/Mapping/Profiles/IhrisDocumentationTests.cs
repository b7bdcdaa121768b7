using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Json;

namespace Mhero.Core.Tests.Mapping.Profiles;

/// <summary>Executes the example of docs/ihris.md with the settings that the page gives, and holds the result to the rules of iHRIS 5's profiles.</summary>
public sealed partial class IhrisDocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(MappingFiles.Root, "docs", "ihris.md"));
    private static readonly ContactMappingOptions Settings = SettingsOf(Block("bash"));
    private static readonly PlaceIndex Places = new([new Location { Id = "kacyiru", Name = "Kacyiru Clinic" }]);
    private static readonly DateOnly Today = new(2026, 5, 4);

    [Fact]
    public void Settings_OfThePage_AreValid() => Assert.Empty(Settings.Validate());

    [Fact]
    public void Example_WithTheSettings_GivesTheResourcesOfThePage()
    {
        var (practitioner, role) = Create(Block("json ihris-contact"));

        MapperCaseTests.AssertSame(JsonNode.Parse(Block("json ihris-practitioner")), Json(practitioner));
        MapperCaseTests.AssertSame(JsonNode.Parse(Block("json ihris-role")), Json(role!));
    }

    [Theory]
    [InlineData("""{"name":"Aline Uwase","language":"fra","fields":{"gender":"female","cadre":"Nurse","facility":"Kacyiru Clinic","employee_number":"E-1"} }""")]
    [InlineData("""{"name":null,"language":null,"fields":{"facility":"Kacyiru Clinic"} }""")]
    [InlineData("""{"name":"Uwase","language":null,"fields":{"cadre":"Nurse"} }""")]
    public void Created_FromAnyContact_MeetsTheProfiles(string contact)
    {
        var (practitioner, role) = Create(contact[..^1].TrimEnd() + ""","uuid":"1303ae08-dcb6-4ba3-a042-35917423ec53","status":"active","urns":["tel:+250788123456"],"groups":[]}""");

        Assert.All(practitioner.Identifier, i => Assert.Single(i.Type!.Coding));
        Assert.NotNull(practitioner.Active);
        Assert.NotNull(practitioner.GenderElement);
        Assert.All(practitioner.Communication, c => Assert.Single(c.Coding));
        Assert.Single(practitioner.Communication);
        Assert.NotNull(practitioner.Name.Single().FamilyElement);
        Assert.NotEmpty(practitioner.Name.Single().GivenElement);
        Assert.Equal(Settings.Profiles.Practitioner, practitioner.Meta!.Profile.Single());
        Assert.All(role!.Code, c => Assert.Single(c.Coding));
        Assert.NotEmpty(role.Code);
        Assert.Equal("2026-05-04", role.Period!.Start);
        Assert.Empty(role.Telecom);
        Assert.Empty(role.HealthcareService);
        Assert.Contains(role.Extension, e => e.Url!.EndsWith("position-status", StringComparison.Ordinal) && e.Value is Coding);
        Assert.Equal(Settings.Profiles.PractitionerRole, role.Meta!.Profile.Single());
    }

    [Fact]
    public void Existing_WorkerOfTheRegistry_IsNotCompleted()
    {
        var existing = new HealthWorker(new Practitioner { Id = "p", Active = true }, []);
        var update = new ProfileToWorker(Settings).Map(new(
            existing, "Practitioner", new WorkerProfile { Name = "Uwase" }, new HashSet<string> { ProfileAttributes.Name }, new Guid("1303ae08-dcb6-4ba3-a042-35917423ec53"), Places, Today)).Value;
        var practitioner = (Practitioner)update.Worker.Person;

        Assert.Null(practitioner.Meta);
        Assert.Null(practitioner.GenderElement);
        Assert.Empty(practitioner.Communication);
        Assert.Equal("RI", practitioner.Identifier.Single().Type!.Coding.Single().Code);
    }

    [Theory]
    [InlineData("Practitioner", "ihris-practitioner")]
    [InlineData("IdentifierType", "EN")]
    [InlineData("Gender", "none")]
    [InlineData("Language", "klingonese")]
    [InlineData("RoleCode", "http://example.org/jobs")]
    [InlineData("RoleExtensions:status:Url", "status")]
    [InlineData("RoleExtensions:status:Coding", "active")]
    public void Validate_SettingThatIsWrong_IsNamed(string setting, string value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["DefaultRegion"] = "RW",
            ["Profiles:RoleExtensions:status:Url"] = "http://example.org/e",
            ["Profiles:RoleExtensions:status:Coding"] = "http://example.org/c|active",
        };
        settings["Profiles:" + setting] = value;
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Get<ContactMappingOptions>()!;

        Assert.StartsWith($"Mhero__Contacts__Profiles__{setting.Replace(":", "__", StringComparison.Ordinal)} must be", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }

    private static (Practitioner Practitioner, PractitionerRole? Role) Create(string contact)
    {
        var profile = new ContactToProfile(Settings).Map(JsonSerializer.Deserialize(contact, RapidProJson.Default.Contact)!).Value;
        var update = new ProfileToWorker(Settings).Map(new(
            null, "Practitioner", profile, ProfileAttributes.Present(profile), new Guid("1303ae08-dcb6-4ba3-a042-35917423ec53"), Places, Today)).Value;
        return ((Practitioner)update.Worker.Person, update.ChangedRoles.SingleOrDefault());
    }

    private static JsonNode Json(Resource resource) => JsonNode.Parse(FhirJson.Serialize(resource))!;

    private static ContactMappingOptions SettingsOf(string block) => new ConfigurationBuilder()
        .AddInMemoryCollection(block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0].Trim().Replace("__", ":", StringComparison.Ordinal), (string?)pair[1].Trim())))
        .Build().GetSection(ContactMappingOptions.SectionName).Get<ContactMappingOptions>()!;

    private static string Block(string info) =>
        Fence().Matches(Page).Single(block => block.Groups["info"].Value.Trim() == info).Groups["body"].Value;

    [GeneratedRegex("^```(?<info>[^\\n]*)\\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
