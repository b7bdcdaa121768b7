using System.Text.Json;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class ResthooksTests
{
    [Fact]
    public async Task Get_Resthooks_LastChangedFirst()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var (_, made) = await http.GetJsonAsync("resthooks.json");
        await http.PostJsonAsync("resthook_subscribers.json", """{"resthook":"new-mother","target_url":"https://example.org/a"}""");
        var (_, changed) = await http.GetJsonAsync("resthooks.json");

        Assert.Equal(["new-father", "new-mother"], Slugs(made));
        Assert.Equal(["new-mother", "new-father"], Slugs(changed));
        Assert.Equal(["resthook", "modified_on", "created_on"], made.GetProperty("results")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(405, (await http.PostJsonAsync("resthooks.json", "{}")).Status);
    }

    [Fact]
    public async Task Subscribers_MadeAndTakenOff_AreListedNewestFirst()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var (status, body) = await http.PostJsonAsync("resthook_subscribers.json", """{"resthook":"new-mother","target_url":"https://example.org/a"}""");
        await http.PostJsonAsync("resthook_subscribers.json", """{"resthook":"new-father","target_url":"https://example.org/b"}""");
        var (_, all) = await http.GetJsonAsync("resthook_subscribers.json");
        var (_, one) = await http.GetJsonAsync("resthook_subscribers.json?resthook=new-mother");
        using var deleted = await http.DeleteAsync("resthook_subscribers.json?id=1");
        using var again = await http.DeleteAsync("resthook_subscribers.json?id=1");
        using var nothing = await http.DeleteAsync("resthook_subscribers.json");
        var (_, left) = await http.GetJsonAsync("resthook_subscribers.json");

        Assert.Equal(201, status);
        Assert.Equal(["id", "resthook", "target_url", "created_on"], JsonDocument.Parse(body).RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal([2, 1], Ids(all));
        Assert.Equal([1], Ids(one));
        Assert.Equal([204, 404, 400], new[] { (int)deleted.StatusCode, (int)again.StatusCode, (int)nothing.StatusCode });
        Assert.Equal([2], Ids(left));
        Assert.Equal("https://example.org/b", simulator.Workspace.Resthooks[1].Subscribers.Single().TargetUrl);
        Assert.Empty(simulator.Workspace.Resthooks[0].Subscribers);
    }

    [Theory]
    [InlineData("{}", """{"resthook":["This field is required."],"target_url":["This field is required."]}""")]
    [InlineData("""{"resthook":"spam","target_url":"https://example.org/a"}""", """{"resthook":["No resthook with slug: spam"]}""")]
    [InlineData("""{"resthook":"new-mother","target_url":"nowhere"}""", """{"target_url":["Enter a valid URL."]}""")]
    [InlineData("""{"resthook":"new-mother","target_url":"https://example.org/taken"}""", """{"non_field_errors":["URL is already subscribed to this event."]}""")]
    public async Task Subscribe_NotPossible_IsRefused(string body, string expected)
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        await http.PostJsonAsync("resthook_subscribers.json", """{"resthook":"new-mother","target_url":"https://example.org/taken"}""");

        var answer = await http.PostJsonAsync("resthook_subscribers.json", body);

        Assert.Equal((400, expected), answer);
    }

    private static async Task<RapidProSimulator> StartAsync()
    {
        var simulator = await RapidProSimulator.StartAsync(new());
        simulator.Workspace.AddResthook("new-mother");
        simulator.Workspace.AddResthook("new-father");
        simulator.Workspace.AddResthook("new-father");
        return simulator;
    }

    private static IEnumerable<string?> Slugs(JsonElement page) => page.GetProperty("results").EnumerateArray().Select(h => h.GetProperty("resthook").GetString());

    private static IEnumerable<int> Ids(JsonElement page) => page.GetProperty("results").EnumerateArray().Select(s => s.GetProperty("id").GetInt32());
}
