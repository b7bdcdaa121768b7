using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>What the requests for broadcasts and flow starts say, to the letter, and what is never sent twice.</summary>
public sealed class SendRequestTests
{
    private const string Empty = """{"next":null,"previous":null,"results":[]}""";
    private const string Throttled = """{"detail":"throttled"}""";
    private static readonly Guid Uuid = Guid.Parse("3da2bc26-54ac-4cd2-9468-b0c606b33f0c");
    private static readonly DateTimeOffset After = new DateTimeOffset(2026, 11, 22, 21, 32, 54, TimeSpan.FromHours(2)).AddTicks(9607449);

    internal static readonly BroadcastWrite Broadcast = new()
    {
        Contacts = [Uuid, Uuid],
        Text = new Dictionary<string, string> { ["eng"] = "Hello", ["kin"] = "Muraho" },
        BaseLanguage = "eng",
    };

    private static readonly FlowStartWrite Start = new()
    {
        Flow = Uuid,
        Contacts = [Uuid, Uuid],
        Params = new Dictionary<string, string> { ["patient"] = "Patient/123" },
        RestartParticipants = false,
        ExcludeActive = true,
    };

    [Fact]
    public async Task CreateBroadcastAsync_EachContactOnce_IsSent()
    {
        StubServer server = new(StubServer.Recorded("broadcasts_create_translations_201"));

        var made = await Clients.For(server).CreateBroadcastAsync(Broadcast);

        Assert.Equal(2, made.Id);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /api/v2/broadcasts.json", $"{request.Method} {request.Uri.PathAndQuery}");
        Assert.Equal($$"""{"contacts":["{{Uuid}}"],"text":{"eng":"Hello","kin":"Muraho"},"base_language":"eng"}""", request.Body);
    }

    [Fact]
    public async Task CreateFlowStartAsync_EveryMember_IsSent()
    {
        StubServer server = new(StubServer.Recorded("flow_starts_create_201"));

        await Clients.For(server).CreateFlowStartAsync(Start);

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /api/v2/flow_starts.json", $"{request.Method} {request.Uri.PathAndQuery}");
        Assert.Equal(
            $$$"""{"flow":"{{{Uuid}}}","contacts":["{{{Uuid}}}"],"params":{"patient":"Patient/123"},"restart_participants":false,"exclude_active":true}""",
            request.Body);
    }

    [Fact]
    public async Task CreateFlowStartAsync_NoParameters_SendsNone()
    {
        StubServer server = new(StubServer.Recorded("flow_starts_create_201"));

        await Clients.For(server).CreateFlowStartAsync(new FlowStartWrite { Flow = Uuid, Contacts = [Uuid] });

        Assert.Equal($$"""{"flow":"{{Uuid}}","contacts":["{{Uuid}}"],"restart_participants":true,"exclude_active":false}""", server.Requests[0].Body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task Create_NoContactsOrTooMany_SendsNothing(int count)
    {
        Guid[] contacts = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];
        var client = Clients.For(new StubServer());

        await Assert.ThrowsAsync<ArgumentException>(() => client.CreateBroadcastAsync(Broadcast with { Contacts = contacts }));
        await Assert.ThrowsAsync<ArgumentException>(() => client.CreateFlowStartAsync(Start with { Contacts = contacts }));
    }

    [Fact]
    public async Task Create_HundredContacts_IsSent()
    {
        Guid[] contacts = [.. Enumerable.Range(0, 100).Select(_ => Guid.NewGuid())];
        StubServer server = new(StubServer.Recorded("broadcasts_create_201"), StubServer.Recorded("flow_starts_create_201"));
        var client = Clients.For(server);

        await client.CreateBroadcastAsync(Broadcast with { Contacts = contacts });
        await client.CreateFlowStartAsync(Start with { Contacts = contacts });

        Assert.All(server.Requests, request => Assert.All(contacts, contact => Assert.Contains(contact.ToString(), request.Body, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("500")]
    [InlineData("dropped")]
    [InlineData("not json")]
    public async Task Create_AnswerLost_IsNotSentAgainAndMayHaveBeenDone(string fault)
    {
        var lost = fault switch
        {
            "500" => StubServer.Recorded("mailroom_down_contact_update_500"),
            "dropped" => StubServer.Throws(new HttpIOException(HttpRequestError.ResponseEnded)),
            _ => StubServer.Text("<html>", "text/html", 201),
        };
        Func<RapidProClient, Task>[] creates = [client => client.CreateBroadcastAsync(Broadcast), client => client.CreateFlowStartAsync(Start)];
        foreach (var create in creates)
        {
            StubServer server = new(lost);

            var error = await Assert.ThrowsAsync<RapidProException>(() => create(Clients.For(server)));

            Assert.Equal(RapidProErrorKind.Transient, error.Kind);
            Assert.True(error.MayHaveBeenDone);
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task Create_Throttled_IsNotSentAgainAndWasNotDone()
    {
        StubServer server = new(StubServer.Json(Throttled, 429, ("Retry-After", "3")));

        var error = await Assert.ThrowsAsync<RapidProException>(() => Clients.For(server).CreateBroadcastAsync(Broadcast));

        Assert.Equal(TimeSpan.FromSeconds(3), error.RetryAfter);
        Assert.False(error.MayHaveBeenDone);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task CreateBroadcastAsync_BroadcastsThrottled_LeavesFlowStartsOpen()
    {
        StubServer server = new(StubServer.Json(Throttled, 429, ("Retry-After", "3600")), StubServer.Recorded("flow_starts_create_201"));
        var client = Clients.For(server);

        await Assert.ThrowsAsync<RapidProException>(() => client.CreateBroadcastAsync(Broadcast));
        var error = await Assert.ThrowsAsync<RapidProException>(() => client.CreateBroadcastAsync(Broadcast));
        await client.CreateFlowStartAsync(Start);

        Assert.Equal(RapidProErrorKind.Throttled, error.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Lists_EveryParameter_IsSent()
    {
        StubServer server = new([.. Enumerable.Repeat(StubServer.Json(Empty), 5)]);
        var client = Clients.For(server);

        await client.GetBroadcastPagesAsync(null).SingleAsync();
        await client.GetBroadcastPagesAsync(After).SingleAsync();
        await client.GetFlowStartPagesAsync(null).SingleAsync();
        await client.GetFlowStartPagesAsync(After).SingleAsync();
        await client.FindFlowStartAsync(Uuid);

        Assert.Equal(
            [
                "/api/v2/broadcasts.json",
                "/api/v2/broadcasts.json?after=2026-11-22T19%3A32%3A54.960744Z",
                "/api/v2/flow_starts.json?reverse=true",
                "/api/v2/flow_starts.json?after=2026-11-22T19%3A32%3A54.960744Z&reverse=true",
                $"/api/v2/flow_starts.json?uuid={Uuid}",
            ],
            server.Requests.Select(request => request.Uri.PathAndQuery));
    }
}
