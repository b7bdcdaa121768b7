using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class MessagesEndpointTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "failed sent outbox archived flows inbox")]
    [InlineData("?folder=INBOX", "inbox")]
    [InlineData("?folder=flows", "flows")]
    [InlineData("?folder=archived", "archived")]
    [InlineData("?folder=outbox", "outbox")]
    [InlineData("?folder=sent", "sent")]
    [InlineData("?folder=failed", "failed")]
    [InlineData("?folder=incoming", "deleted archived flows inbox")]
    [InlineData("?folder=nothing", "")]
    [InlineData("?broadcast=5", "sent")]
    [InlineData("?label=Spam", "inbox")]
    [InlineData("?after=2026-11-22T08:04:00Z", "failed sent")]
    [InlineData("?before=2026-11-22T08:01:00Z", "flows inbox")]
    [InlineData("?id=3", "archived")]
    [InlineData("?reverse=true&id=3", "archived")]
    public async Task Get_FoldersAndFilters_HoldWhatRapidProPutsThere(string query, string texts)
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var (_, body) = await http.GetJsonAsync($"messages.json{query}");

        Assert.Equal(texts, string.Join(' ', body.GetProperty("results").EnumerateArray().Select(m => m.GetProperty("text").GetString())));
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, "id,broadcast,contact,urn,channel,direction,type,status,archived,visibility,text,labels,attachments,created_on,sent_on,modified_on,media", "flow")]
    [InlineData(RapidProProfile.V9_0, "id,broadcast,contact,urn,channel,direction,type,status,archived,visibility,text,labels,flow,attachments,created_on,sent_on,modified_on,media", "text")]
    [InlineData(RapidProProfile.V26_3, "uuid,contact,urn,channel,direction,type,status,archived,visibility,text,labels,flow,attachments,quick_replies,created_on,sent_on,modified_on,media,id,broadcast", "text")]
    public async Task Get_Releases_DifferInMembers(RapidProProfile profile, string members, string type)
    {
        await using var simulator = await StartAsync(profile);
        using var http = SimulatorClient.For(simulator);

        var (_, body) = await http.GetJsonAsync("messages.json?id=2");

        var message = body.GetProperty("results")[0];
        Assert.Equal(members, string.Join(',', message.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(type, message.GetProperty("type").GetString());
        Assert.Equal("image/jpeg:https://example.org/a.jpg", message.GetProperty("media").GetString());
        Assert.Equal("https://example.org/a.jpg", message.GetProperty("attachments")[0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task Get_AnonymousWorkspace_HidesTheNumber()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var (_, open) = await http.GetJsonAsync("messages.json?id=1");
        simulator.Workspace.Anonymous = true;
        var (_, hidden) = await http.GetJsonAsync("messages.json?id=1");

        Assert.Equal("tel:+250788123456", open.GetProperty("results")[0].GetProperty("urn").GetString());
        Assert.Equal(JsonValueKind.Null, hidden.GetProperty("results")[0].GetProperty("urn").ValueKind);
    }

    [Fact]
    public async Task EditMessage_Delivered_LeavesTheOutboxAndKeepsItsPlace()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);

        var delivered = simulator.Workspace.EditMessage(4, m => m with { Status = "delivered", SentOn = Start.AddHours(2) });

        var (_, sent) = await http.GetJsonAsync("messages.json?folder=sent");
        var (_, outbox) = await http.GetJsonAsync("messages.json?folder=outbox");
        Assert.Equal([5, 4], sent.GetProperty("results").EnumerateArray().Select(m => m.GetProperty("id").GetInt32()));
        Assert.Equal(0, outbox.GetProperty("results").GetArrayLength());
        Assert.InRange(delivered.ModifiedOn!.Value, Start.AddHours(1), Start.AddHours(1).AddSeconds(1));
        Assert.Equal(Start.AddMinutes(3), delivered.CreatedOn);
    }

    [Fact]
    public async Task Get_SentIn26_3_IsOrderedByWhenItWasSent()
    {
        await using var simulator = await StartAsync(RapidProProfile.V26_3);
        simulator.Workspace.EditMessage(4, m => m with { Status = "sent", SentOn = Start.AddHours(2) });
        simulator.Workspace.EditMessage(5, m => m with { SentOn = Start.AddHours(1) });
        using var http = SimulatorClient.For(simulator);

        var (_, sent) = await http.GetJsonAsync("messages.json?folder=sent");

        Assert.Equal([4, 5], sent.GetProperty("results").EnumerateArray().Select(m => m.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task Get_ManyMessages_WalksThemNewestFirst()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = new FakeTimeProvider(Start) });
        var contact = simulator.Workspace.AddContact(new()).Uuid;
        for (var i = 0; i < 600; i++)
        {
            simulator.Workspace.AddMessage(new() { Contact = contact, Text = $"{i}", CreatedOn = Start.AddSeconds(i / 300) });
        }

        using var http = SimulatorClient.For(simulator);
        var texts = new List<string>();
        for (var here = "messages.json?folder=inbox"; here is not null;)
        {
            var (_, body) = await http.GetJsonAsync(here);
            texts.AddRange(body.GetProperty("results").EnumerateArray().Select(m => m.GetProperty("text").GetString()!));
            here = body.GetProperty("next").GetString();
        }

        Assert.Equal(Enumerable.Range(0, 600).Reverse().Select(i => $"{i}"), texts);
    }

    [Fact]
    public async Task Post_ContactWithoutNumber_IsMadeAndFailed()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        var contact = simulator.Workspace.AddContact(new()).Uuid;
        using var http = SimulatorClient.For(simulator);

        var (status, body) = await http.PostJsonAsync("messages.json", $$"""{"contact":"{{contact}}","text":"Hello"}""");

        Assert.Equal(201, status);
        Assert.Equal("failed", JsonDocument.Parse(body).RootElement.GetProperty("status").GetString());
        Assert.Null(simulator.Workspace.Messages.Single().Urn);
    }

    [Fact]
    public async Task Post_In7_4_IsNoMethodOfIt()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = RapidProProfile.V7_4 });
        using var http = SimulatorClient.For(simulator);

        Assert.Equal(405, (await http.PostJsonAsync("messages.json", "{}")).Status);
    }

    private static async Task<RapidProSimulator> StartAsync(RapidProProfile profile = RapidProProfile.V9_0)
    {
        var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = new FakeTimeProvider(Start.AddHours(1)), Profile = profile });
        var workspace = simulator.Workspace;
        var flow = workspace.AddFlow(new SimulatedFlow { Name = "Report" }).Uuid;
        var contact = workspace.AddContact(new() { Name = "Aline", Urns = ["tel:+250788123456"] }).Uuid;
        SimulatedMessage[] messages =
        [
            new() { Contact = contact, Text = "inbox", Labels = [new(Guid.NewGuid(), "Spam")] },
            new() { Contact = contact, Text = "flows", Flow = flow, Attachments = [new("image/jpeg", "https://example.org/a.jpg")] },
            new() { Contact = contact, Text = "archived", Visibility = "archived" },
            new() { Contact = contact, Text = "outbox", Direction = "out" },
            new() { Contact = contact, Text = "sent", Direction = "out", Status = "wired", Broadcast = 5 },
            new() { Contact = contact, Text = "failed", Direction = "out", Status = "failed" },
            new() { Contact = contact, Text = "deleted", Visibility = "deleted" },
        ];
        for (var i = 0; i < messages.Length; i++)
        {
            workspace.AddMessage(messages[i] with { CreatedOn = Start.AddMinutes(i) });
        }

        return simulator;
    }
}
