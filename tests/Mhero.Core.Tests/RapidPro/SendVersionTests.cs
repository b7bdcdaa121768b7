using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Broadcasts and flow starts of servers older and newer than the recorded one, and which of them is a request's.</summary>
public sealed class SendVersionTests
{
    private const string Uuid = "3da2bc26-54ac-4cd2-9468-b0c606b33f0c";
    private const string Other = "49a0b35c-0000-4000-8000-000000000001";

    private static readonly BroadcastWrite BroadcastRequest = new()
    {
        Contacts = [Guid.Parse(Uuid)],
        Text = new Dictionary<string, string> { ["eng"] = "Hello ", ["kin"] = "Muraho" },
        BaseLanguage = "eng",
    };

    private static readonly FlowStartWrite StartRequest = new()
    {
        Flow = Guid.Parse(Other),
        Contacts = [Guid.Parse(Uuid)],
        Params = new Dictionary<string, string> { ["request id"] = "12", ["place"] = "Gasabo" },
    };

    [Fact]
    public async Task Broadcast_Server74_IsRead()
    {
        var broadcast = await ReadBroadcast($$$"""
            {"id":7,"urns":[],"contacts":[{"uuid":"{{{Uuid}}}","name":null}],"groups":[],"text":{"base":"Hello","kin":"Muraho"},
            "status":"queued","created_on":"2022-07-01T10:00:00Z"}
            """);

        Assert.Null(broadcast.BaseLanguage);
        Assert.Equal("Hello", broadcast.Text["base"]);
        Assert.True(broadcast.Matches(BroadcastRequest));
    }

    [Fact]
    public async Task Broadcast_Server263_IsRead()
    {
        var broadcast = await ReadBroadcast($$$"""
            {"uuid":"{{{Other}}}","id":7,"status":"started","progress":{"total":-1,"started":0},"urns":null,"contacts":[{"uuid":"{{{Uuid}}}","name":"Joe"}],
            "groups":[],"text":{"eng":"Hello","kin":"Muraho"},"attachments":{"eng":[]},"quick_replies":{"eng":[]},"base_language":"eng","created_on":"2026-07-01T10:00:00Z"}
            """);

        Assert.Equal(Guid.Parse(Other), broadcast.Uuid);
        Assert.Equal("started", broadcast.Status);
        Assert.Empty(broadcast.Urns);
        Assert.True(broadcast.Matches(BroadcastRequest));
    }

    [Fact]
    public async Task Broadcast_NothingButItsNumber_HasNoNulls()
    {
        var broadcast = await ReadBroadcast("""{"id":7}""");

        Assert.Empty(broadcast.Text);
        Assert.Empty(broadcast.Contacts);
        Assert.Empty(broadcast.Groups);
        Assert.False(broadcast.Matches(BroadcastRequest));
    }

    [Theory]
    [InlineData(Other, "Hello", "Muraho", "[]")]
    [InlineData(Uuid, "Hullo", "Muraho", "[]")]
    [InlineData(Uuid, "Hello", "Hello", "[]")]
    [InlineData(Uuid, "Hello", "Muraho", $$"""[{"uuid":"{{Other}}","name":"CHWs"}]""")]
    public async Task Matches_BroadcastOfAnotherRequest_IsFalse(string contact, string eng, string kin, string groups)
    {
        var broadcast = await ReadBroadcast(
            $$$"""{"id":7,"contacts":[{"uuid":"{{{contact}}}","name":null}],"groups":{{{groups}}},"text":{"eng":"{{{eng}}}","kin":"{{{kin}}}"}}""");

        Assert.False(broadcast.Matches(BroadcastRequest));
    }

    [Theory]
    [InlineData("complete", true, false)]
    [InlineData("completed", true, false)]
    [InlineData("failed", false, true)]
    [InlineData("interrupted", false, true)]
    [InlineData("pending", false, false)]
    [InlineData("starting", false, false)]
    [InlineData("paused", false, false)]
    public async Task FlowStart_StatusOfAnyVersion_IsUnderstood(string status, bool complete, bool failed)
    {
        var start = await ReadStart($$"""{"uuid":"{{Uuid}}","status":"{{status}}"}""");

        Assert.Equal(complete, start.IsComplete);
        Assert.Equal(failed, start.IsFailed);
        Assert.Null(start.RestartParticipants);
        Assert.Empty(start.Params);
    }

    [Fact]
    public void Normalise_LongValue_KeepsCharactersWhole()
    {
        var emoji = string.Concat(Enumerable.Repeat("😀", 700));

        var kept = FlowStartParams.Normalise(new Dictionary<string, string> { ["é-1"] = emoji })["__1"];

        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 640)), kept);
    }

    private static async Task<Broadcast> ReadBroadcast(string json) => Assert.Single(
        (await Clients.For(new StubServer(Page(json))).GetBroadcastPagesAsync(null).SingleAsync()).Results);

    private static async Task<FlowStart> ReadStart(string json) => Assert.Single(
        (await Clients.For(new StubServer(Page(json))).GetFlowStartPagesAsync(null).SingleAsync()).Results);

    private static StubServer.Answer Page(string json) => StubServer.Json($$"""{"next":null,"previous":null,"results":[{{json}}]}""");
}
