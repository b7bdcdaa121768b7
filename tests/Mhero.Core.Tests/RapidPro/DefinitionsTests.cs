using Mhero.Core.RapidPro;
using Moq;

namespace Mhero.Core.Tests.RapidPro;

public sealed class DefinitionsTests
{
    private const string NoFlows = """{"version":"13","site":"https://app.rapidpro.io","flows":[]}""";
    private static readonly Guid Favorites = Guid.Parse("fbacab3f-963c-4e17-877e-25406c451846");

    [Theory]
    [InlineData("definitions_flow")]
    [InlineData("definitions_flow_dependencies_none")]
    public async Task GetDefinitionsAsync_Recording_IsRead(string name)
    {
        StubServer server = new(StubServer.Recorded(name));

        var export = await Clients.For(server).GetDefinitionsAsync([Favorites]);

        var flow = Assert.Single(export!.Flows);
        Assert.Equal((Favorites, "Favorites"), (flow.Uuid, flow.Name));
        Assert.Equal(Recording.Named(name).Body.GetProperty("flows")[0].GetProperty("nodes").GetArrayLength(), flow.Nodes.Count);
        Assert.Equal(("13", "https://app.rapidpro.io"), (export.Version, export.Site));
        Assert.Empty(export.Refused);
        Assert.Equal($"/api/v2/definitions.json?flow={Favorites}&dependencies=none", Assert.Single(server.Requests).Uri.PathAndQuery);
    }

    [Theory]
    [InlineData("definitions_none")]
    [InlineData("definitions_unknown_flow")]
    public async Task GetDefinitionsAsync_UnknownFlow_IsAbsent(string name)
    {
        var export = await Clients.For(new StubServer(StubServer.Recorded(name))).GetDefinitionsAsync([Guid.NewGuid()]);

        Assert.Empty(export!.Flows);
        Assert.Empty(export.Refused);
    }

    [Fact]
    public async Task GetDefinitionsAsync_OneLegacyFlow_CostsNoOther()
    {
        var recorded = Recording.Named("definitions_flow").Body.GetProperty("flows")[0].GetRawText();
        var body = $$"""{"version":"13","site":null,"flows":[{"action_sets":[],"rule_sets":[],"version":"11.12"},{{recorded}}]}""";

        var export = await Clients.For(new StubServer(StubServer.Json(body))).GetDefinitionsAsync([Favorites]);

        Assert.Equal(Favorites, Assert.Single(export!.Flows).Uuid);
        Assert.Equal(RapidProInputCodes.LegacyFlow, Assert.Single(export.Refused).Code);
    }

    [Fact]
    public async Task GetDefinitionsAsync_ManyFlows_AreAskedFiftyAtATimeAndPutTogether()
    {
        Guid[] flows = [.. Enumerable.Range(0, 120).Select(_ => Guid.NewGuid())];
        StubServer server = new(StubServer.Recorded("definitions_flow"), StubServer.Json(NoFlows), StubServer.Recorded("definitions_flow"));

        var export = await Clients.For(server).GetDefinitionsAsync([.. flows, flows[0]]);

        Assert.Equal(2, export!.Flows.Count);
        Assert.Equal([50, 50, 20], server.Requests.Select(request => request.Uri.Query.Split("flow=").Length - 1));
        Assert.All(flows, flow => Assert.Single(server.Requests, request => request.Uri.Query.Contains(flow.ToString(), StringComparison.Ordinal)));
        Assert.All(server.Requests, request => Assert.True(request.Uri.PathAndQuery.Length < 4000, "web servers refuse longer addresses"));
    }

    [Fact]
    public async Task GetDefinitionsAsync_NoFlows_IsNoRequest()
    {
        StubServer server = new();

        Assert.Empty((await Clients.For(server).GetDefinitionsAsync([]))!.Flows);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("""{"detail":"Not found."}""", "application/json", 404)]
    [InlineData("<h1>Not Found</h1>", "text/html", 404)]
    [InlineData("""{"detail":"Gone"}""", "application/json", 410)]
    public async Task GetDefinitionsAsync_EndpointGone_IsNullAndToldOnce(string body, string type, int status)
    {
        Mock<ILogger<RapidProClient>> logger = new();
        logger.Setup(log => log.IsEnabled(It.IsAny<LogLevel>())).Returns(true);
        StubServer server = new(StubServer.Text(body, type, status), StubServer.Text(body, type, status));
        RapidProClient client = new(
            new HttpClient(server), Microsoft.Extensions.Options.Options.Create(Clients.Options()), TimeProvider.System, logger.Object);

        Assert.Null(await client.GetDefinitionsAsync([Favorites]));
        Assert.Null(await client.GetDefinitionsAsync([Favorites]));

        var told = Assert.Single(logger.Invocations, call => call.Method.Name == nameof(ILogger.Log));
        Assert.Equal((LogLevel.Information, 1003), ((LogLevel)told.Arguments[0], ((EventId)told.Arguments[1]).Id));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"detail":"Invalid token"}""", 403, RapidProErrorCodes.TokenRefused)]
    [InlineData("""{"version":"13"}""", 200, RapidProErrorCodes.UnreadableAnswer)]
    [InlineData("[]", 200, RapidProErrorCodes.UnreadableAnswer)]
    [InlineData("""{"version":"13","flows":[{"uu""", 200, RapidProErrorCodes.UnreadableAnswer)]
    public async Task GetDefinitionsAsync_OtherFailure_IsThrown(string body, int status, string code)
    {
        StubServer server = new(StubServer.Json(body, status));

        var error = await Assert.ThrowsAsync<RapidProException>(
            () => Clients.For(server, change: options => options.MaxRetries = 0).GetDefinitionsAsync([Favorites]));

        Assert.Equal(code, error.Code);
    }
}
