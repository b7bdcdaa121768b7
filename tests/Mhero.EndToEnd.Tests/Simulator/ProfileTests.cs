using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>What differs between the releases; what 9.0 does is in the recordings.</summary>
public sealed class ProfileTests
{
    [Fact]
    public async Task Fields_V7_4_HaveLabelsAndValueTypesOnly()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = RapidProProfile.V7_4 });
        using var http = SimulatorClient.For(simulator);

        var byName = await http.PostJsonAsync("fields.json", """{"name":"Age","type":"number"}""");
        var byLabel = await http.PostJsonAsync("fields.json", """{"label":"Age","value_type":"numeric"}""");

        Assert.Equal((400, """{"label":["This field is required."],"value_type":["This field is required."]}"""), byName);
        Assert.Equal((201, """{"key":"age","label":"Age","value_type":"numeric","pinned":false,"priority":0}"""), byLabel);
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, "twitterid:2352463463#franky")]
    [InlineData(RapidProProfile.V9_0, "twitterid:2352463463")]
    [InlineData(RapidProProfile.V26_3, "twitterid:2352463463")]
    public async Task Urns_WithDisplay_ShowItIn7_4Only(RapidProProfile profile, string shown)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = profile });
        using var http = SimulatorClient.For(simulator);

        var (_, body) = await http.PostJsonAsync("contacts.json", """{"urns":["twitterid:2352463463#franky"]}""");

        Assert.Equal(shown, JsonDocument.Parse(body).RootElement.GetProperty("urns")[0].GetString());
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, "Not found.")]
    [InlineData(RapidProProfile.V26_3, "No Contact matches the given query.")]
    public async Task Post_UnknownContact_SaysSoInTheReleasesWords(RapidProProfile profile, string detail)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = profile });
        using var http = SimulatorClient.For(simulator);

        var (status, body) = await http.PostJsonAsync($"contacts.json?uuid={Guid.NewGuid()}", "{}");

        Assert.Equal((404, $$"""{"detail":"{{detail}}"}"""), (status, body));
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, """{"urns":["URN belongs to another contact: tel:+250788123123"]}""")]
    [InlineData(RapidProProfile.V9_0, """{"urns":["URN belongs to another contact: tel:+250788123123"]}""")]
    [InlineData(RapidProProfile.V26_3, """{"urns":{"1":["URN is in use by another contact."]}}""")]
    public async Task Post_UrnOfAnother_IsRefusedInTheReleasesWords(RapidProProfile profile, string expected)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = profile });
        simulator.Workspace.AddContact(new() { Urns = ["tel:+250788123123"] });
        using var http = SimulatorClient.For(simulator);

        var (status, body) = await http.PostJsonAsync("contacts.json", """{"urns":["tel:+250788000009","tel:0788123123"]}""");

        Assert.Equal((400, expected), (status, body));
        Assert.Equal(1, simulator.Workspace.ContactCount);
    }

    [Fact]
    public async Task Contacts_V26_3_CarryNotes()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = RapidProProfile.V26_3 });
        var uuid = simulator.Workspace.AddContact(new() { Name = "Aline" }).Uuid;
        using var http = SimulatorClient.For(simulator);

        var (status, body) = await http.PostJsonAsync($"contacts.json?uuid={uuid}", """{"note":"Moved to Kayonza"}""");

        Assert.Equal(200, status);
        Assert.Equal("Moved to Kayonza", JsonDocument.Parse(body).RootElement.GetProperty("notes")[0].GetProperty("text").GetString());
        Assert.Equal(["Moved to Kayonza"], simulator.Workspace.FindByUuid(uuid)!.Notes);
    }

    [Fact]
    public async Task Get_MalformedUuidInV26_3_IsA400AndHasTheWorkspaceHeader()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = RapidProProfile.V26_3 });
        using var http = SimulatorClient.For(simulator);

        using var response = await http.GetAsync("contacts.json?uuid=xyz");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("""{"detail":"Param 'uuid': xyz is not a valid UUID."}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(simulator.Workspace.Uuid.ToString(), response.Headers.GetValues("X-Temba-Workspace").Single());
        Assert.False(response.Headers.Contains("X-Temba-Org"));
    }
}
