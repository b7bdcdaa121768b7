using System.Net;
using System.Net.Http.Json;
using Hl7.Fhir.Model;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Runs;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Places;

/// <summary>Answers name places by RapidPro's paths, and the registry spells them otherwise.</summary>
public sealed class AnswerPlaceTests(AnswerPlaceTests.World world) : IClassFixture<AnswerPlaceTests.World>
{
    [Fact]
    public async Task Path_SpelledOtherwise_IsMatchedLevelByLevel()
    {
        Assert.Equal($"Location/{world.Gasabo.Id}", (await AnswerAsync("RWANDA > Kigali City > Gasabbo")).Reference);
        Assert.Equal($"Location/{world.Gasabo.Id}", (await AnswerAsync("Rwanda > Kigali > RW-0102")).Reference);
    }

    /// <summary>There is a Gasabo, but not in the province that the path names.</summary>
    [Fact]
    public async Task Path_WithinAnotherParent_IsNotMatched()
    {
        var answer = await AnswerAsync("Rwanda > Southern Province > Gasabo");

        Assert.Equal(("Rwanda > Southern Province > Gasabo", null), (answer.Display, answer.Reference));
    }

    [Fact]
    public async Task Path_ThatSeveralFit_IsAskedAboutAndTheAnswerRemembered()
    {
        const string Path = "Rwanda > Southern > Huye > Mbazi";
        var run = await RunAsync(Path);
        Assert.Null((await AnswerOfAsync(run)).Reference);
        var review = Assert.Single(await ReviewsAsync());
        Assert.Equal(world.Duplicates.Select(t => $"Location/{t.Id}").Order(StringComparer.Ordinal), review["candidates"]!.AsArray().Select(c => (string)c!["reference"]!));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await DecideAsync(review, $"Location/{world.Gasabo.Id}"));
        Assert.Equal(HttpStatusCode.Accepted, await DecideAsync(review, $"Location/{world.Duplicates[1].Id}"));
        await world.Host.WaitUntilIdleAsync();

        // The response concerned, and those that come later, without another question.
        Assert.Equal((Path, $"Location/{world.Duplicates[1].Id}"), await PairOfAsync(run));
        Assert.Equal($"Location/{world.Duplicates[1].Id}", (await AnswerAsync("rwanda > southern > huye > MBAZI")).Reference);
        Assert.Empty(await ReviewsAsync());
    }

    private async Task<(string?, string?)> PairOfAsync(Mhero.Simulator.SimulatedRun run)
    {
        var answer = await AnswerOfAsync(run);
        return (answer.Display, answer.Reference);
    }

    private async Task<ResourceReference> AnswerAsync(string path) => await AnswerOfAsync(await RunAsync(path));

    private async Task<Mhero.Simulator.SimulatedRun> RunAsync(string path)
    {
        var flow = world.AddFlow("Place " + Guid.NewGuid().ToString("N")[..8], ("District", "district"));
        var (contact, _) = await world.AddLinkedAsync();
        var run = world.AddRun(flow, contact, "completed", ("district", path + "|District"));
        await world.ReadAsync("runs");
        return run;
    }

    private async Task<ResourceReference> AnswerOfAsync(Mhero.Simulator.SimulatedRun run) =>
        Assert.IsType<ResourceReference>((await world.ResponseOfAsync(run)).Item.Single().Answer.Single().Value);

    private async Task<List<JsonNode>> ReviewsAsync()
    {
        using var http = Client();
        return [.. (await http.GetFromJsonAsync<JsonArray>("reviews"))!.Select(r => r!).Where(r => (string?)r["code"] == "MH4015")];
    }

    private async Task<HttpStatusCode> DecideAsync(JsonNode review, string location)
    {
        using var http = Client();
        using var response = await http.PostAsJsonAsync($"reviews/{review["id"]}", new { choose = location });
        return response.StatusCode;
    }

    private HttpClient Client() => new() { BaseAddress = new Uri(world.Host.BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };

    public sealed class World : RunWorld
    {
        public Location Gasabo { get; private set; } = null!;

        public IReadOnlyList<Location> Duplicates { get; private set; } = [];

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            var rwanda = await AddPlaceAsync("Rwanda", null);
            var kigali = await AddPlaceAsync("Ville de Kigali", rwanda);
            Gasabo = await AddPlaceAsync("Gasabo District", kigali, "RW-0102");
            var south = await AddPlaceAsync("Southern", rwanda);
            var huye = await AddPlaceAsync("Huye", south);
            Duplicates = [await AddPlaceAsync("Mbazi", huye), await AddPlaceAsync("Mbazi", huye)];
        }

        private Task<Location> AddPlaceAsync(string name, Location? above, string? code = null) => AddAsync(new Location
        {
            Name = name,
            Identifier = code is null ? [] : [new Identifier("http://example.org/admin", code)],
            PhysicalType = new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", "jdn"),
            PartOf = above is null ? null : new ResourceReference($"Location/{above.Id}"),
        });
    }
}
