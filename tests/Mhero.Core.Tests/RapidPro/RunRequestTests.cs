using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>What the requests for flows, runs and messages, and for the end of a group, say, to the letter.</summary>
public sealed class RunRequestTests
{
    private const string Empty = """{"next":null,"previous":null,"results":[]}""";
    private static readonly Guid Uuid = Guid.Parse("3da2bc26-54ac-4cd2-9468-b0c606b33f0c");
    private static readonly DateTimeOffset After = new DateTimeOffset(2026, 11, 22, 21, 32, 54, TimeSpan.FromHours(2)).AddTicks(9607449);

    [Fact]
    public async Task GetRunPagesAsync_EveryParameter_IsSent()
    {
        RunQuery query = new() { After = After, Before = After, Flow = Uuid, Contact = Uuid, Uuid = Uuid };

        Assert.Equal(
            $"GET /api/v2/runs.json?after=2026-11-22T19%3A32%3A54.960744Z&before=2026-11-22T19%3A32%3A54.960744Z&flow={Uuid}&contact={Uuid}&uuid={Uuid}&reverse=true&paths=false",
            await Sent(client => client.GetRunPagesAsync(query).SingleAsync().AsTask()));
    }

    [Fact]
    public async Task GetRunPagesAsync_NoParameter_AsksForNoPaths()
    {
        Assert.Equal("GET /api/v2/runs.json?paths=false", await Sent(client => client.GetRunPagesAsync(new RunQuery { Reverse = false }).SingleAsync().AsTask()));
    }

    [Fact]
    public async Task GetRunPagesAsync_NextPage_AsksTheSameWithTheCursor()
    {
        StubServer server = new(StubServer.Json("""{"next":"http://x.example/api/v2/runs.json?cursor=bz0%3D","results":[]}"""), StubServer.Json(Empty));

        Assert.Equal(2, await Clients.For(server).GetRunPagesAsync(new RunQuery { Flow = Uuid }).CountAsync());

        Assert.Equal($"/api/v2/runs.json?flow={Uuid}&reverse=true&paths=false&cursor=bz0%3D", server.Requests[1].Uri.PathAndQuery);
    }

    [Fact]
    public async Task FindRunAsync_Uuid_IsSent() =>
        Assert.Equal($"GET /api/v2/runs.json?uuid={Uuid}&paths=false", await Sent(client => client.FindRunAsync(Uuid)));

    [Fact]
    public async Task GetFlowPagesAsync_EveryParameter_IsSent()
    {
        Assert.Equal("GET /api/v2/flows.json", await Sent(client => client.GetFlowPagesAsync(new FlowQuery()).SingleAsync().AsTask()));
        Assert.Equal(
            $"GET /api/v2/flows.json?after=2026-11-22T19%3A32%3A54.960744Z&uuid={Uuid}",
            await Sent(client => client.GetFlowPagesAsync(new FlowQuery { After = After, Uuid = Uuid }).SingleAsync().AsTask()));
    }

    [Fact]
    public async Task FindFlowAsync_Uuid_IsSent() => Assert.Equal($"GET /api/v2/flows.json?uuid={Uuid}", await Sent(client => client.FindFlowAsync(Uuid)));

    [Fact]
    public async Task GetMessagePagesAsync_EveryParameter_IsSent()
    {
        MessageQuery query = new() { After = After, Before = After, Folder = MessageQuery.Inbox, Contact = Uuid, Broadcast = 12 };

        Assert.Equal("GET /api/v2/messages.json", await Sent(client => client.GetMessagePagesAsync(new MessageQuery()).SingleAsync().AsTask()));
        Assert.Equal(
            $"GET /api/v2/messages.json?after=2026-11-22T19%3A32%3A54.960744Z&before=2026-11-22T19%3A32%3A54.960744Z&folder=inbox&contact={Uuid}&broadcast=12",
            await Sent(client => client.GetMessagePagesAsync(query).SingleAsync().AsTask()));
    }

    [Fact]
    public async Task GetRunPagesAsync_RunsThrottled_LeavesTheOtherScopesOpen()
    {
        StubServer server = new(StubServer.Json("""{"detail":"throttled"}""", 429, ("Retry-After", "3600")), StubServer.Json(Empty), StubServer.Json(Empty));
        var client = Clients.For(server);

        await Assert.ThrowsAsync<RapidProException>(() => client.FindRunAsync(Uuid));
        var error = await Assert.ThrowsAsync<RapidProException>(() => client.FindRunAsync(Uuid));
        await client.FindFlowAsync(Uuid);
        await client.GetMessagePagesAsync(new MessageQuery()).SingleAsync();

        Assert.Equal(RapidProErrorKind.Throttled, error.Kind);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task DeleteGroupAsync_AnswerLost_IsSentAgainAndGoneIsDone()
    {
        StubServer server = new(StubServer.Throws(new HttpRequestException("reset")), StubServer.Json("""{"detail":"Not found."}""", 404));

        await Clients.For(server).DeleteGroupAsync(Uuid);

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal(("DELETE", $"/api/v2/groups.json?uuid={Uuid}"), (request.Method, request.Uri.PathAndQuery)));
    }

    [Fact]
    public async Task DeleteGroupAsync_NoContent_IsSuccess()
    {
        StubServer server = new(StubServer.Json("", 204));

        await Clients.For(server).DeleteGroupAsync(Uuid);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task DeleteGroupAsync_WrongAddress_IsAnError()
    {
        var error = await Assert.ThrowsAsync<RapidProException>(
            () => Clients.For(new StubServer(StubServer.Text("<html>", "text/html", 404))).DeleteGroupAsync(Uuid));

        Assert.Equal(RapidProErrorCodes.WrongAddress, error.Code);
    }

    private static async Task<string> Sent(Func<RapidProClient, Task> call)
    {
        StubServer server = new(StubServer.Json(Empty));
        await call(Clients.For(server));
        var seen = Assert.Single(server.Requests);
        return $"{seen.Method} {seen.Uri.PathAndQuery}";
    }
}
