using System.Net;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Http;
using Mhero.Core.Http;
using Mhero.Core.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Floip.Http;

public class FlowResultsClientTests
{
    private const string Root = "https://floip.example.org/api/v1";
    private const string Packages = Root + "/flow-results/packages";
    private const string Responses = Packages + "/p/responses?page%5Bsize%5D=500";

    private static readonly HttpOptions Soon = new() { RetryBaseDelay = TimeSpan.Zero };

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

    [Fact]
    public async Task GetRows_PageOfAMillionRows_ComesInPartsAndIsNotHeld()
    {
        var server = new Server { Body = () => new EndlessRows(100_000) };
        var (rows, most, ends) = (0, 0, 0);

        await foreach (var part in server.Client().GetRowPagesAsync("p", null))
        {
            (rows, most, ends) = (rows + part.Rows.Count, Math.Max(most, part.Rows.Count), ends + (part.IsEnd ? 1 : 0));
            Assert.Equal("p", part.PackageId);
        }

        Assert.Equal((100_000, 1_000, 1), (rows, most, ends));
    }

    [Fact]
    public async Task GetRows_FromAPosition_AsksForThePageThatFollows()
    {
        const string Second = "/api/v1/flow-results/packages/p/responses?page%5BafterCursor%5D=1";
        var server = new Server { [Responses] = Page(Second, 1), ["https://floip.example.org" + Second] = Page(null, 2) };
        var first = await server.Client().GetRowPagesAsync("p", null).FirstAsync();

        var rest = await server.Client().GetRowPagesAsync("p", null, first.Next).ToListAsync();

        Assert.Equal(["2"], rest.SelectMany(p => p.Rows).Select(r => r.Row!.RowId));
        Assert.Null(rest[^1].Next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task GetRows_LinksInACircleThatIsReadInManyCalls_End(int length)
    {
        var server = new Server { [Responses] = Page("/p0", 1000) };
        for (var page = 0; page < length; page++)
        {
            server["https://floip.example.org/p" + page] = Page("/p" + ((page + 1) % length), page);
        }

        var next = (await server.Client().GetRowPagesAsync("p", null).FirstAsync()).Next;
        var error = await Assert.ThrowsAsync<FlowResultsException>(async () =>
        {
            for (var call = 0; call < 10 * length; call++)
            {
                next = (await server.Client().GetRowPagesAsync("p", null, next).FirstAsync()).Next;
            }
        });

        Assert.Equal(FloipCodes.BadNextLink, error.Code);
    }

    [Fact]
    public async Task GetRows_BodyThatStandsStill_IsTransientAfterAMinute()
    {
        var server = new Server { Body = () => new StillStream() };

        var reading = server.Client().GetRowPagesAsync("p", null).ToListAsync().AsTask();
        await Task.Yield();
        Assert.False(reading.IsCompleted);
        server.Time.Advance(TimeSpan.FromMinutes(1));

        var error = await Assert.ThrowsAsync<FlowResultsException>(() => reading);
        Assert.Equal((FloipCodes.ServerUnavailable, FlowResultsErrorKind.Transient), (error.Code, error.Kind));
    }

    [Fact]
    public async Task GetRows_BodyThatBreaksOnce_IsReadAgainFromTheStartOfThePage()
    {
        var bodies = new Queue<Stream>([new MemoryStream(Encoding.UTF8.GetBytes(Page(null, 1, 2)[..150])), new MemoryStream(Encoding.UTF8.GetBytes(Page(null, 1, 2)))]);
        var server = new Server { Body = bodies.Dequeue };

        var pages = await server.Client(options: Soon).GetRowPagesAsync("p", null).ToListAsync();

        Assert.Equal(["1", "2"], pages.SelectMany(p => p.Rows).Select(r => r.Row!.RowId));
    }

    [Fact]
    public async Task GetRows_PageThatBreaksAfterItsFirstPartEachTime_EndsAfterTheRepeats()
    {
        var bodies = 0;
        var server = new Server
        {
            Body = () =>
            {
                bodies++;
                return new EndlessRows(1_500, breaksAt: 1_200);
            },
        };

        await Assert.ThrowsAsync<FlowResultsException>(async () => await server.Client(options: Soon).GetRowPagesAsync("p", null).ToListAsync());

        Assert.Equal(1 + Soon.MaxRetries, bodies);
    }

    [Fact]
    public async Task GetPackages_ServerAsksForAWhile_IsAskedAgainWhenItIsOver()
    {
        var server = new Server { Status = 429, Refusals = 1, [Packages] = List("a", null) };
        var reading = server.Client(options: FlowResultsClientsServiceCollectionExtensions.Options).GetPackagesAsync().ToListAsync().AsTask();

        server.Time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Single(server.Tokens);
        server.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("a", Assert.Single(await reading).Id);
        Assert.Equal(2, server.Tokens.Count);
    }

    [Fact]
    public async Task GetPackage_ServerAsksForMoreThanAMinute_EndsTheReading()
    {
        var server = new Server { Status = 429, RetryAfter = 61 };

        var error = await Assert.ThrowsAsync<FlowResultsException>(() => server.Client(options: FlowResultsClientsServiceCollectionExtensions.Options).GetPackageAsync("p"));

        Assert.Equal((TimeSpan.FromSeconds(61), 1), (error.RetryAfter, server.Tokens.Count));
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

        /// <summary>How many requests get <see cref="Status"/>; those after them succeed.</summary>
        public int Refusals { get; init; } = int.MaxValue;

        public FakeTimeProvider Time { get; } = new();

        /// <summary>Makes the body of a successful answer; the text of its address otherwise.</summary>
        public Func<Stream>? Body { get; init; }

        public List<string?> Tokens { get; } = [];

        public string this[string address]
        {
            set => _answers[address] = value;
        }

        public int RetryAfter { get; init; } = 7;

        public FlowResultsClient Client(string address = Root, HttpOptions? options = null) => new(
            new HttpClient(this),
            new FlowResultsServer(new Uri(address), "secret", TimeZoneInfo.Utc),
            new HttpResilience(options ?? new HttpOptions { MaxRetries = 0 }, Time, NullLogger.Instance, new FixedRandom(0)),
            Time);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Tokens.Add(request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : null);
            var status = Tokens.Count > Refusals ? 200 : Status;
            var body = status == 200 && Body is null ? _answers[request.RequestUri!.AbsoluteUri] : "";
            var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = Body is null ? new ByteArrayContent(Encoding.UTF8.GetBytes(body)) : new StreamContent(Body()) };
            if (status is 429 or >= 500)
            {
                answer.Headers.Add("Retry-After", RetryAfter.ToString(CultureInfo.InvariantCulture));
            }

            return Task.FromResult(answer);
        }
    }

    /// <summary>A body of many rows that is made while it is read.</summary>
    private sealed class EndlessRows(int count, int breaksAt = int.MaxValue) : OneWayStream
    {
        private byte[] _rest = Encoding.UTF8.GetBytes("""{"data":{"type":"responses","id":"p","attributes":{"responses":[""");
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_next >= breaksAt)
            {
                throw new IOException("broken");
            }

            if (_rest.Length == 0 && _next <= count)
            {
                var text = _next == count ? "]}}}" : string.Create(CultureInfo.InvariantCulture, $"{(_next == 0 ? "" : ",")}[\"2026-03-04T10:00:00+00:00\",{_next},1,1,\"q\",\"a\",null]");
                (_rest, _next) = (Encoding.UTF8.GetBytes(text), _next + 1);
            }

            var length = Math.Min(buffer.Length, _rest.Length);
            _rest.AsSpan(0, length).CopyTo(buffer.Span);
            _rest = _rest[length..];
            return ValueTask.FromResult(length);
        }
    }

    /// <summary>A body of which nothing ever comes.</summary>
    private sealed class StillStream : OneWayStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }

    private abstract class OneWayStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
