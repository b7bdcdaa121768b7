using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>What the facts say of RapidPro and no recording shows.</summary>
public sealed class ContactSemanticsTests
{
    [Fact]
    public async Task Post_NothingNew_LeavesModifiedOn()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        var before = Aline(simulator);

        var (status, _) = await http.PostJsonAsync(
            $"contacts.json?uuid={before.Uuid}",
            """{"name":"Aline","language":"kin","urns":["tel:0788123456"],"groups":["chws"],"fields":{"cadre":"nurse","age":"31"}}""");

        Assert.Equal(200, status);
        Assert.Equal(before.ModifiedOn, Aline(simulator).ModifiedOn);
    }

    [Fact]
    public async Task Post_FieldsAndGroups_MergesTheOnesAndReplacesTheOthers()
    {
        await using var simulator = await StartAsync();
        simulator.Workspace.AddGroup("Nurses");
        using var http = SimulatorClient.For(simulator);

        await http.PostJsonAsync($"contacts.json?uuid={Aline(simulator).Uuid}", """{"groups":["Nurses"],"fields":{"age":20}}""");

        var after = Aline(simulator);
        Assert.Equal(["Nurses"], after.Groups);
        Assert.Equal(("nurse", "20"), (after.Fields["cadre"], after.Fields["age"]));
    }

    [Fact]
    public async Task ContactActions_BlockAndUnblock_LoseStaticGroupsAndGetSmartOnesBack()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        var uuid = Aline(simulator).Uuid;

        await http.PostJsonAsync("contact_actions.json", $$"""{"contacts":["{{uuid}}"],"action":"block"}""");
        var blocked = Aline(simulator);
        var add = await http.PostJsonAsync("contact_actions.json", $$"""{"contacts":["tel:+250788123456"],"action":"add","group":"CHWs"}""");
        await http.PostJsonAsync("contact_actions.json", $$"""{"contacts":["{{uuid}}"],"action":"unblock"}""");

        Assert.Equal("blocked", blocked.Status);
        Assert.Empty(blocked.Groups);
        Assert.Equal((400, $$"""{"non_field_errors":["Non-active contacts cannot be added to groups: {{uuid}}"]}"""), add);
        Assert.Equal(["Adults"], Aline(simulator).Groups);
    }

    [Fact]
    public async Task ContactActions_OneUnknownContact_ChangesNobody()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var (status, _) = await http.PostJsonAsync(
            "contact_actions.json",
            $$"""{"contacts":["{{Aline(simulator).Uuid}}","{{Guid.NewGuid()}}"],"action":"delete"}""");

        Assert.Equal(400, status);
        Assert.Equal(1, simulator.Workspace.ContactCount);
    }

    [Theory]
    [InlineData("""{"contacts":[],"action":"add","group":"CHWs"}""", """{"contacts":["Contacts can't be empty."]}""")]
    [InlineData("""{"contacts":["tel:+250788123456"],"action":"add"}""", """{"non_field_errors":["For action \"add\" you should also specify a group"]}""")]
    [InlineData("""{"contacts":["tel:+250788123456"],"action":"block","group":"CHWs"}""", """{"non_field_errors":["For action \"block\" you should not specify a group"]}""")]
    [InlineData("""{"contacts":["tel:+250788123456"],"action":"add","group":"Adults"}""", """{"group":["Contact group must not be query based: Adults"]}""")]
    [InlineData("""{}""", """{"contacts":["This field is required."],"action":["This field is required."]}""")]
    public async Task ContactActions_Malformed_SaysWhy(string body, string expected)
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        Assert.Equal((400, expected), await http.PostJsonAsync("contact_actions.json", body));
    }

    [Fact]
    public async Task Delete_Twice_Is204AndFreesTheNumber()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        var uuid = Aline(simulator).Uuid;

        using var first = await http.DeleteAsync($"contacts.json?uuid={uuid}");
        using var second = await http.DeleteAsync($"contacts.json?uuid={uuid}");
        using var unknown = await http.DeleteAsync("contacts.json?urn=tel%3A%2B250788123456");
        using var nobody = await http.DeleteAsync("contacts.json");
        var (created, _) = await http.PostJsonAsync("contacts.json", """{"urns":["tel:+250788123456"]}""");

        Assert.Equal([204, 204, 404, 400, 201], new[] { (int)first.StatusCode, (int)second.StatusCode, (int)unknown.StatusCode, (int)nobody.StatusCode, created });
        Assert.True(simulator.Workspace.FindByUuid(uuid)!.Deleted);
        Assert.NotEqual(uuid, simulator.Workspace.FindByUrn("tel:0788123456")!.Uuid);
    }

    [Theory]
    [InlineData("007", "7")]
    [InlineData("31.50", "31.5")]
    [InlineData("-0.0", "0")]
    [InlineData(".5", "0.5")]
    [InlineData("1,234", null)]
    [InlineData("1e3", null)]
    [InlineData("thirty", null)]
    public async Task Post_NumberField_IsReadOrNull(string given, string? shown)
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var (status, _) = await http.PostJsonAsync("contacts.json?urn=tel%3A%2B250788123456", $$$"""{"fields":{"age":"{{{given}}}"}}""");

        Assert.Equal((200, shown), (status, Aline(simulator).Fields["age"]));
    }

    [Fact]
    public async Task Post_EveryMemberWrong_ReportsThemAllInOrder()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var (status, body) = await http.PostJsonAsync("contacts.json", """{"fields":[],"groups":[{"name":"CHWs"}],"urns":"tel:1","language":"KIN","name":{}}""");

        Assert.Equal(400, status);
        Assert.Equal(
            """{"name":["Not a valid string."],"language":["Not a valid ISO639-3 language code."],"urns":["Expected a list of items but got type \"str\"."],"groups":["Must be a string or integer"],"fields":["Expected a dictionary of items but got type \"list\"."]}""",
            body);
    }

    [Theory]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"name\":")]
    public async Task Post_NotJson_IsAParseError(string body)
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var (status, answer) = await http.PostJsonAsync("contacts.json", body);

        Assert.Equal(400, status);
        Assert.StartsWith("""{"detail":"JSON parse error - """, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_Delete_TakesTheContactsOut()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        var group = simulator.Workspace.Groups.Single(g => g.Name == "CHWs");
        var before = Aline(simulator).ModifiedOn;

        using var first = await http.DeleteAsync($"groups.json?uuid={group.Uuid}");
        using var second = await http.DeleteAsync($"groups.json?uuid={group.Uuid}");
        using var system = await http.DeleteAsync($"groups.json?uuid={simulator.Workspace.Groups.Single(g => g.Name == "Open Tickets").Uuid}");

        Assert.Equal([204, 404, 403], new[] { (int)first.StatusCode, (int)second.StatusCode, (int)system.StatusCode });
        Assert.Equal(["Adults"], Aline(simulator).Groups);
        Assert.True(Aline(simulator).ModifiedOn > before);
    }

    [Fact]
    public async Task Get_WithoutSuffix_IsTheDocumentation()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var (status, body) = await http.GetJsonAsync("contacts");
        var post = await http.PostJsonAsync("contacts", "{}");

        Assert.Equal((200, "[]"), (status, body.GetRawText()));
        Assert.Equal(403, post.Status);
        Assert.Equal(1, simulator.Workspace.ContactCount);
    }

    [Fact]
    public async Task Get_UnknownEndpoint_IsAPageOfHtml()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        using var response = await http.GetAsync("nonsense.json");

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Post_SuspendedWorkspace_IsRefusedWhileReadsGoOn()
    {
        await using var simulator = await StartAsync();
        simulator.Workspace.Suspended = true;
        using var http = SimulatorClient.For(simulator);

        var write = await http.PostJsonAsync("contacts.json", "{}");
        var (read, _) = await http.GetJsonAsync("contacts.json");

        Assert.Equal((400, 200, 1), (write.Status, read, simulator.Workspace.ContactCount));
    }

    [Fact]
    public async Task Post_UpsertsAtOnce_MakeOneContactAndKeepThePollerWhole()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i =>
            http.PostJsonAsync($"contacts.json?urn=tel%3A%2B2507880001{i % 40:00}", $$$"""{"name":"Worker {{{i}}}","groups":["CHWs"],"fields":{"age":"{{{i % 60}}}"}}""")));
        var (_, page) = await http.GetJsonAsync("contacts.json?reverse=true");

        var times = page.GetProperty("results").EnumerateArray().Select(c => c.GetProperty("modified_on").GetDateTimeOffset()).ToList();
        Assert.Equal(40, answers.Count(a => a.Status == 201));
        Assert.Equal(360, answers.Count(a => a.Status == 200));
        Assert.Equal(41, times.Count);
        Assert.Equal(times.Distinct().Order(), times);
        Assert.Equal(41, simulator.Workspace.Groups.Single(g => g.Name == "CHWs").Count);
    }

    private static SimulatedContact Aline(RapidProSimulator simulator) => simulator.Workspace.FindByUrn("tel:+250788123456")!;

    private static async Task<RapidProSimulator> StartAsync()
    {
        var simulator = await RapidProSimulator.StartAsync(new());
        simulator.Workspace.AddField("Cadre");
        simulator.Workspace.AddField("Age", "number");
        simulator.Workspace.AddGroup("CHWs");
        simulator.Workspace.AddGroup("Adults", "age >= 25");
        simulator.Workspace.AddContact(new()
        {
            Name = "Aline",
            Language = "kin",
            Urns = ["tel:+250788123456"],
            Groups = ["CHWs"],
            Fields = new Dictionary<string, string?> { ["cadre"] = "nurse", ["age"] = "31" },
        });
        return simulator;
    }
}
