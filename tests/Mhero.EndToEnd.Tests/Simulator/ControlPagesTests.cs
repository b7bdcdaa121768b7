using System.Net;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class ControlPagesTests
{
    [Fact]
    public async Task Home_ContactsAndRequests_AreShownAndEncoded()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        simulator.Workspace.AddField("Cadre");
        simulator.Workspace.AddContact(new() { Name = "<b>Aline</b>", Urns = ["tel:+250788123456"], Fields = new Dictionary<string, string?> { ["cadre"] = "nurse" } });
        using var http = SimulatorClient.For(simulator);
        await http.GetJsonAsync("contacts.json");

        var page = await http.GetStringAsync(simulator.BaseUrl);

        Assert.Contains("&lt;b&gt;Aline&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Aline", page, StringComparison.Ordinal);
        Assert.Contains("tel:+250788123456", page, StringComparison.Ordinal);
        Assert.Contains("cadre: nurse", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td>GET<td>contacts<td>1</tr>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_FlowsAndRuns_AreShown()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        simulator.Workspace.AddFlows(TestFlows.Export);
        var contact = simulator.Workspace.AddContact(new() { Name = "Aline" }).Uuid;
        simulator.Workspace.AddRun(new()
        {
            Flow = TestFlows.Parent,
            Contact = contact,
            Values = new Dictionary<string, SimulatedRunValue> { ["your_age"] = new() { Value = "<31>", Category = "Has Number" } },
        });
        using var http = new HttpClient();

        var page = await http.GetStringAsync(simulator.BaseUrl);

        Assert.Contains("<td>Your Age<td>7<td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>Aline<td>your_age: &lt;31&gt; (Has Number)<td>waiting<td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_PostedAndDeleted_ComeAndGo()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        var faults = new Uri(simulator.BaseUrl, "simulator/faults");

        using var added = await http.PostAsync(faults, SimulatorClient.Json("""{"effect":"throttled","retryAfter":9,"method":"post","endpoint":"contacts","bodyContains":"Aline"}"""));
        using var hit = await http.PostAsync("contacts.json", SimulatorClient.Json("""{"name":"Aline"}"""));
        using var missed = await http.PostAsync("contacts.json", SimulatorClient.Json("""{"name":"Bobo"}"""));
        using var deleted = await http.DeleteAsync(faults);
        using var after = await http.PostAsync("contacts.json", SimulatorClient.Json("""{"name":"Aline"}"""));

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.TooManyRequests, HttpStatusCode.Created, HttpStatusCode.NoContent, HttpStatusCode.Created],
            new[] { added.StatusCode, hit.StatusCode, missed.StatusCode, deleted.StatusCode, after.StatusCode });
        Assert.Equal(TimeSpan.FromSeconds(9), hit.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData("""{"effect":"explode"}""")]
    [InlineData("""{"effect":"drop","endpiont":"contacts"}""")]
    [InlineData("""{"effect":"drop","everyNth":0}""")]
    [InlineData("nonsense")]
    public async Task Faults_NotUnderstood_IsRefusedAndNothingIsInForce(string body)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = new HttpClient { BaseAddress = simulator.BaseUrl };

        using var answer = await http.PostAsync("simulator/faults", SimulatorClient.Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(simulator.Faults.Rules);
    }

    [Fact]
    public async Task Requests_AfterSome_CountsThem()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        await http.PostJsonAsync("contacts.json", "{}");
        await http.GetJsonAsync("contacts.json?deleted=true");

        var body = JsonDocument.Parse(await http.GetStringAsync(new Uri(simulator.BaseUrl, "simulator/requests"))).RootElement;

        Assert.Equal(2, body.GetProperty("total").GetInt64());
        Assert.Equal(["POST", "GET"], body.GetProperty("recent").EnumerateArray().Select(r => r.GetProperty("method").GetString()));
        Assert.Equal("?deleted=true", body.GetProperty("recent")[1].GetProperty("query").GetString());
    }
}
