using System.Globalization;
using System.Net;
using System.Text;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Http;

namespace Mhero.Core.Tests.Floip.Http;

public class FlowResultsClientTests
{
    private const string Root = "https://floip.example.org/api/v1";
    private const string Packages = Root + "/flow-results/packages";
    private const string Responses = Packages + "/p/responses?page%5Bsize%5D=500";

    [Theory]
    [InlineData(Root)]
    [InlineData(Root + "/")]
    [InlineData(Packages)]
    [InlineData(Root + "/flow-results/")]
    public async Task GetPackages_SeveralPages_GivesThemAllWithTheToken(string address)
    {
        var server = new Server
        {
            [Packages] = List("a", Packages + "?page%5BafterCursor%5D=a"),
            [Packages + "?page%5BafterCursor%5D=a"] = List("b", null),
        };

        var packages = await server.Client(address).GetPackagesAsync().ToListAsync();

        Assert.Equal(["a", "b"], packages.Select(p => p.Id));
        Assert.All(server.Tokens, token => Assert.Equal("Token secret", token));
    }

    [Fact]
    public async Task GetRows_SeveralPages_FollowsTheLinksAsGiven()
    {
        const string Second = "/api/v1/flow-results/packages/p/responses?filter%5bx%5d=%7E&page%5BafterCursor%5D=2";
        var server = new Server
        {
            [Responses] = Page("http://floip.example.org" + Second, 1, 2),
            ["https://floip.example.org" + Second] = Page("/third?a=b", 3),
            ["https://floip.example.org/third?a=b"] = Page(null, 4),
        };

        var pages = await server.Client().GetRowPagesAsync("p", null).ToListAsync();

        Assert.Equal(["1", "2", "3", "4"], pages.SelectMany(p => p.Rows).Select(r => r.Row!.RowId));
    }

    [Fact]
    public async Task GetRows_AfterATime_AsksInUtcWithTheSignEscaped()
    {
        var address = Responses + "&filter%5Bstart-timestamp%5D=2026-03-04T10%3A00%3A00.000000%2B00%3A00";
        var server = new Server { [address] = Page(null, 1) };

        Assert.Single(await server.Client().GetRowPagesAsync("p", new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.FromHours(2))).ToListAsync());
    }

    [Theory]
    [InlineData("https://elsewhere.example.org/api/v1/x")]
    [InlineData("https://floip.example.org@elsewhere.example.org/x")]
    [InlineData("https://floip.example.org:8443/x")]
    [InlineData("//elsewhere.example.org/x")]
    [InlineData("file:///etc/passwd")]
    public async Task GetRows_LinkToAnotherServer_IsNotFollowed(string link)
    {
        var server = new Server { [Responses] = Page(link, 1) };

        var error = await Assert.ThrowsAsync<FlowResultsException>(async () => await server.Client().GetRowPagesAsync("p", null).ToListAsync());

        Assert.Equal(FloipCodes.BadNextLink, error.Code);
        Assert.Single(server.Tokens);
    }

    [Fact]
    public async Task GetRows_PagesThatComeRoundAgain_End()
    {
        var server = new Server { [Responses] = Page("/again?n=1", 1), ["https://floip.example.org/again?n=1"] = Page("/again?n=2", 1) };

        var error = await Assert.ThrowsAsync<FlowResultsException>(async () => await server.Client().GetRowPagesAsync("p", null).ToListAsync());

        Assert.Equal((FloipCodes.BadNextLink, FlowResultsErrorKind.Transient), (error.Code, error.Kind));
    }

    [Theory]
    [InlineData(401, FlowResultsErrorKind.Configuration, FloipCodes.ServerRefusesToken)]
    [InlineData(403, FlowResultsErrorKind.Configuration, FloipCodes.ServerRefusesToken)]
    [InlineData(404, FlowResultsErrorKind.NotFound, FloipCodes.NotAtServer)]
    [InlineData(302, FlowResultsErrorKind.Configuration, FloipCodes.NotAtServer)]
    [InlineData(400, FlowResultsErrorKind.Permanent, FloipCodes.ServerRefusesRequest)]
    [InlineData(429, FlowResultsErrorKind.Throttled, FloipCodes.ServerThrottles)]
    [InlineData(500, FlowResultsErrorKind.Transient, FloipCodes.ServerUnavailable)]
    [InlineData(503, FlowResultsErrorKind.Transient, FloipCodes.ServerUnavailable)]
    public async Task GetPackage_ErrorStatus_IsAnErrorOfItsKind(int status, FlowResultsErrorKind kind, string code)
    {
        var server = new Server { Status = status };

        var error = await Assert.ThrowsAsync<FlowResultsException>(() => server.Client().GetPackageAsync("p"));

        Assert.Equal((kind, code), (error.Kind, error.Code));
        Assert.Equal(status is 429 or >= 500 ? TimeSpan.FromSeconds(7) : null, error.RetryAfter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{\"data\":{\"attributes\":{\"responses\":[[1")]
    [InlineData("{\"data\":{}}")]
    public async Task GetRows_BodyThatIsCutOrAnother_IsTransientAndNotTheEnd(string body)
    {
        var server = new Server { [Responses] = body };

        var error = await Assert.ThrowsAsync<FlowResultsException>(async () => await server.Client().GetRowPagesAsync("p", null).ToListAsync());

        Assert.Equal((FlowResultsErrorKind.Transient, FloipCodes.ServerUnavailable), (error.Kind, error.Code));
    }

    private static string List(string id, string? next) => $$"""{"data":[{"type":"packages","id":"{{id}}","attributes":{} }],"links":{"next":{{Json(next)}} } }""";

    private static string Page(string? next, params int[] rows) =>
        $$"""{"data":{"type":"responses","id":"p","attributes":{"responses":[{{string.Join(',', rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"[\"2026-03-04T10:00:00+00:00\",{r},1,1,\"q\",\"a\",null]")))}}]},"relationships":{"links":{"next":{{Json(next)}} } } } }""";

    private static string Json(string? text) => text is null ? "null" : $"\"{text}\"";

    /// <summary>A server that answers exact addresses.</summary>
    private sealed class Server : HttpMessageHandler
    {
        private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);

        public int Status { get; init; } = 200;

        public List<string?> Tokens { get; } = [];

        public string this[string address]
        {
            set => _answers[address] = value;
        }

        public FlowResultsClient Client(string address = Root) =>
            new(new HttpClient(this), new FlowResultsServer(new Uri(address), "secret", TimeZoneInfo.Utc));

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Tokens.Add(request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : null);
            var body = Status == 200 ? _answers[request.RequestUri!.AbsoluteUri] : "";
            var answer = new HttpResponseMessage((HttpStatusCode)Status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            if (Status is 429 or >= 500)
            {
                answer.Headers.Add("Retry-After", "7");
            }

            return Task.FromResult(answer);
        }
    }
}
