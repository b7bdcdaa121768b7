using Mhero.Core.Fhir;
using Mhero.Core.Floip;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Publishing;

/// <summary>The list of packages, and a package with the questions of all its versions.</summary>
public sealed class PublishedPackagesTests
{
    [Fact]
    public async Task List_FlowsQuestionnaires_AreOnePackageAUrlByTitle()
    {
        using var world = new PublishedWorld();
        world.Registry.Put(
            $$"""{"resourceType":"Questionnaire","id":"own","url":"http://example.org/own","status":"active","title":"an own","date":"2026-01-05","identifier":[{"system":"{{MheroSystems.FlowName}}","value":"Weekly"}]}""",
            """{"resourceType":"Questionnaire","id":"none","url":"http://example.org/none","status":"active","title":"Of no flow"}""",
            $$"""{"resourceType":"Questionnaire","id":"nourl","status":"active","title":"No url","identifier":[{"system":"{{MheroSystems.FlowName}}","value":"Weekly"}]}""");

        var list = PublishedWorld.JsonOf(await world.ListAsync());

        Assert.Equal((PublishedWorld.Address, null, null), ((string?)list["links"]!["self"], list["links"]!["next"], list["links"]!["previous"]));
        var packages = list["data"]!.AsArray();
        Assert.Equal(["an own", "Weekly Report 2"], packages.Select(p => (string?)p!["attributes"]!["title"]));
        Assert.Equal(
            ("packages", PublishedWorld.Id, "weeklyreport2", "2026-02-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"),
            ((string?)packages[1]!["type"], (string?)packages[1]!["id"], (string?)packages[1]!["attributes"]!["name"], (string?)packages[1]!["attributes"]!["created"], (string?)packages[1]!["attributes"]!["modified"]));
        Assert.NotEqual(PublishedWorld.Id, (string?)packages[0]!["id"]);
        Assert.Equal(200, (await world.PackageAsync((string)packages[0]!["id"]!)).Status);
    }

    [Fact]
    public async Task List_WithinTheAgeOfTheCache_IsReadOnce()
    {
        using var world = new PublishedWorld();
        await world.ListAsync();
        world.AddVersion("3", "Weekly Report 3", "2026-03-01T00:00:00Z", "");
        world.Registry.App.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));

        Assert.Equal("Weekly Report 2", await TitleAsync());
        Assert.Single(world.Registry.Searches, s => s.StartsWith("Questionnaire?", StringComparison.Ordinal));

        world.Registry.App.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Weekly Report 3", await TitleAsync());

        async Task<string?> TitleAsync() => (string?)PublishedWorld.JsonOf(await world.ListAsync())["data"]![0]!["attributes"]!["title"];
    }

    [Fact]
    public async Task Package_SeveralVersions_KeepsTheQuestionsOfEarlierOnes()
    {
        using var world = new PublishedWorld();

        var package = PublishedWorld.JsonOf(await world.PackageAsync());

        Assert.Equal(("packages", PublishedWorld.Id), ((string?)package["data"]!["type"], (string?)package["data"]!["id"]));
        Assert.Equal($"{PublishedWorld.Address}/{PublishedWorld.Id}", (string?)package["relationships"]!["links"]!["self"]);
        var descriptor = package["data"]!["attributes"]!.AsObject();
        Assert.Empty(PublishedPackageRules.FaultsOf(descriptor));
        Assert.Equal(
            ("Weekly Report 2", "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"),
            ((string?)descriptor["title"], (string?)descriptor["created"], (string?)descriptor["modified"]));
        Assert.Equal($"{PublishedWorld.Address}/{PublishedWorld.Id}/responses", (string?)descriptor["resources"]![0]!["api_data_url"]);
        var questions = Questions(package);
        Assert.Equal(["week", "cases", "inner", "deep"], questions.Select(q => q.Key));
        Assert.Equal("Cases", (string?)questions["cases"]!["label"]);
    }

    [Fact]
    public async Task Package_VersionWithoutADate_IsDatedByItsWriting()
    {
        using var world = new PublishedWorld();
        world.AddVersion("3", "Weekly Report 3", null, """{"linkId":"new","type":"string"}""", MemoryApp.Start.AddMinutes(1));

        var package = PublishedWorld.JsonOf(await world.PackageAsync());

        Assert.Equal("2026-03-04T08:01:00+00:00", (string?)package["data"]!["attributes"]!["modified"]);
        Assert.Equal(["new", "week", "cases", "inner", "deep"], Questions(package).Select(q => q.Key));
    }

    [Fact]
    public async Task Package_ServerThatFindsOtherUrls_IsMadeOfItsOwnAlone()
    {
        using var world = new PublishedWorld();
        await world.ListAsync();
        world.Registry.AnswerOf = asked => asked.StartsWith("Questionnaire?url=", StringComparison.Ordinal)
            ? RegistryApp.Found(
                """{"resourceType":"Questionnaire","id":"x","url":"http://example.org/fhir/Questionnaire/weekly-x","status":"active","item":[{"linkId":"x","type":"string"}]}""",
                $$"""{"resourceType":"Questionnaire","id":"q","url":"{{PublishedWorld.Url}}","status":"active","item":[{"linkId":"y","type":"string"}]}""")
            : null;

        Assert.Equal(["y"], Questions(PublishedWorld.JsonOf(await world.PackageAsync())).Select(q => q.Key));
    }

    [Theory]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02")]
    [InlineData("weekly")]
    [InlineData("")]
    public async Task Package_UnknownId_Is404(string id)
    {
        using var world = new PublishedWorld();

        var answer = await world.PackageAsync(id);

        Assert.Equal((404, FloipCodes.UnknownPackage, true), (answer.Status, answer.Code, answer.Json.IsEmpty));
    }

    [Fact]
    public async Task Package_DeletedSinceTheListWasRead_Is404()
    {
        using var world = new PublishedWorld();
        await world.ListAsync();
        world.Registry.Delete("Questionnaire/q1");
        world.Registry.Delete("Questionnaire/q2");

        Assert.Equal(404, (await world.PackageAsync()).Status);
    }

    [Fact]
    public async Task AnyAddress_RegistryCannotBeRead_Is503WithItsCode()
    {
        using var world = new PublishedWorld { Registry = { AnswerOf = _ => AnsweringHandler.Fhir("{}", 500) } };

        foreach (var answer in new[] { await world.ListAsync(), await world.PackageAsync(), await world.RowsAsync() })
        {
            Assert.Equal((503, true), (answer.Status, answer.Json.IsEmpty));
            Assert.Equal(FhirErrorCodes.ServerFailed, answer.Code);
        }

        // A failure is not remembered.
        world.Registry.AnswerOf = null;
        Assert.Equal(200, (await world.PackageAsync()).Status);
    }

    private static JsonObject Questions(JsonNode package) => package["data"]!["attributes"]!["resources"]![0]!["schema"]!["questions"]!.AsObject();
}
