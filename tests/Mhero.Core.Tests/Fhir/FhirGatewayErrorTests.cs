using System.Net;
using System.Net.Sockets;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Microsoft.Extensions.Logging.Abstractions;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Fhir;

public sealed class FhirGatewayErrorTests
{
    private static readonly FhirSearch Condition = new FhirSearch("Practitioner").Where("identifier", "s", "1");

    [Theory]
    [InlineData(400, FhirErrorKind.Permanent, FhirErrorCodes.Rejected)]
    [InlineData(401, FhirErrorKind.Configuration, FhirErrorCodes.NotAuthorized)]
    [InlineData(403, FhirErrorKind.Configuration, FhirErrorCodes.NotAuthorized)]
    [InlineData(404, FhirErrorKind.NotFound, FhirErrorCodes.NotFound)]
    [InlineData(405, FhirErrorKind.Permanent, FhirErrorCodes.Rejected)]
    [InlineData(412, FhirErrorKind.Ambiguous, FhirErrorCodes.Ambiguous)]
    [InlineData(413, FhirErrorKind.Permanent, FhirErrorCodes.Rejected)]
    [InlineData(422, FhirErrorKind.Permanent, FhirErrorCodes.Rejected)]
    [InlineData(501, FhirErrorKind.Permanent, FhirErrorCodes.Rejected)]
    [InlineData(302, FhirErrorKind.Configuration, FhirErrorCodes.Redirected)]
    public async Task Send_StatusThatNoRepeatMends_IsTypedAndAskedOnce(int status, FhirErrorKind kind, string code)
    {
        using var stub = new FhirStub(Answer.Outcome(status, "invalid", "Ann +254700000001"));

        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.ConditionalUpdateAsync(new Practitioner(), Condition));

        Assert.Equal((kind, code, (HttpStatusCode)status), (error.Kind, error.Code, error.Status!.Value));
        Assert.Equal("Ann +254700000001", Assert.Single(error.Issues).Details!.Text);
        Assert.DoesNotContain("254700000001", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("(invalid)", error.Message, StringComparison.Ordinal);
        Assert.Single(stub.Requests);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(409)]
    public async Task Send_PassingStatusOfAConditionalWrite_IsRepeated(int status)
    {
        using var stub = new FhirStub(new Answer(status), new Answer(status), Answer.Practitioner("1"));
        var saved = await stub.Gateway.ConditionalUpdateAsync(new Practitioner(), Condition);
        Assert.Equal((SaveOutcome.Updated, 3), (saved.Outcome, stub.Requests.Count));
    }

    [Fact]
    public async Task Send_PassingStatusForEver_EndsAfterTheRetriesAndSaysItMayBeDone()
    {
        using var stub = new FhirStub([.. Enumerable.Repeat(new Answer(500), 9)]);
        stub.Options.MaxRetries = 2;
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.CreateIfNoneAsync(new Practitioner(), Condition));
        Assert.Equal((FhirErrorKind.Transient, true, 3), (error.Kind, error.MayHaveBeenDone, stub.Requests.Count));
    }

    [Theory]
    [InlineData("x-ms-retry-after-ms", "120", "Retry-After", "3", 0.12)]
    [InlineData("Retry-After", "1", "X-Other", "x", 1)]
    public async Task Send_ThrottledForAShortTime_WaitsAsLongAsAsked(string name, string value, string other, string otherValue, double seconds)
    {
        var wait = TimeSpan.FromSeconds(seconds);
        var time = new ObservedTime(wait);
        using var stub = new FhirStub(new Answer(429) { Headers = { [name] = value, [other] = otherValue } }, Answer.Practitioner("1")) { Clock = time };

        var reading = stub.Gateway.ReadAsync<Practitioner>("p1");
        var waited = await time.TimerCreated.WaitAsync(TimeSpan.FromMinutes(1));
        time.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.False(reading.IsCompleted);
        Assert.Single(stub.Requests);

        time.Advance(waited);
        await reading;
        Assert.Equal(2, stub.Requests.Count);
    }

    [Theory]
    [InlineData(429, "Retry-After", "3600", 3600)]
    [InlineData(503, "Retry-After", "60", 60)]
    [InlineData(429, "x-ms-retry-after-ms", "6500.5", 6.5005)]
    public async Task Send_ThrottledForLong_ReturnsAtOnceWithTheWait(int status, string name, string value, double seconds)
    {
        using var stub = new FhirStub(new Answer(status) { Headers = { [name] = value } });
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.ReadAsync<Practitioner>("p1"));
        Assert.Equal((FhirErrorKind.Throttled, TimeSpan.FromSeconds(seconds), 1), (error.Kind, error.RetryAfter, stub.Requests.Count));
        Assert.False(error.MayHaveBeenDone);
    }

    [Fact]
    public async Task Send_HtmlErrorOfAServer_IsTypedByItsStatus()
    {
        using var stub = new FhirStub(new Answer(403) { ContentType = "text/html", Body = "<html><body>Forbidden {}</body></html>" });
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.ReadAsync<Practitioner>("p1"));
        Assert.Equal((FhirErrorKind.Configuration, 0), (error.Kind, error.Issues.Count));
    }

    [Theory]
    [InlineData(400, "text/html", "<html>Bad Request</html>")]
    [InlineData(400, "text/plain", "")]
    [InlineData(404, "text/html", "<html>Not Found</html>")]
    [InlineData(410, "application/json", """{"error":"gone"}""")]
    [InlineData(422, "text/html", "<html><body>Bad Gateway {}</body></html>")]
    public async Task Send_RefusalThatIsNoFhirServers_SaysNothingOfTheResource(int status, string contentType, string body)
    {
        using var stub = new FhirStub(new Answer(status) { ContentType = contentType, Body = body });
        stub.Options.MaxRetries = 0;

        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.ReadAsync<Practitioner>("p1"));

        Assert.Equal((FhirErrorKind.Transient, FhirErrorCodes.Unreadable), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData("text/html", "<html>Welcome</html>")]
    [InlineData("application/json", """{"status":"ok"}""")]
    [InlineData("application/fhir+json", """{"resourceType":"Patient","id":"p1"}""")]
    [InlineData("application/fhir+json", """{"resourceType":"Practitioner","id":"p""")]
    [InlineData("application/fhir+json", "")]
    public async Task Send_SuccessThatIsNotTheResource_IsUnreadableAndMayPass(string contentType, string body)
    {
        using var stub = new FhirStub(new Answer(200) { ContentType = contentType, Body = body });
        stub.Options.MaxRetries = 0;
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.ReadAsync<Practitioner>("p1"));
        Assert.Equal((FhirErrorKind.Transient, FhirErrorCodes.Unreadable), (error.Kind, error.Code));
    }

    [Fact]
    public async Task Send_OutcomeWithUnknownCodes_KeepsTheIssue()
    {
        using var stub = new FhirStub(Answer.Outcome(400, "brand-new"));
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.ReadAsync<Practitioner>("p1"));
        Assert.Equal("brand-new", FaultyValues.RawOf(Assert.Single(error.Issues).CodeElement));
    }

    [Fact]
    public async Task Send_MultipleMatchesUnderAnotherStatus_IsAmbiguous()
    {
        using var stub = new FhirStub(Answer.Outcome(400, "multiple-matches"));
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.ConditionalUpdateAsync(new Practitioner(), Condition));
        Assert.Equal(FhirErrorKind.Ambiguous, error.Kind);
    }

    [Fact]
    public async Task Send_NoAnswerInTime_IsRepeatedForAReadAndTransientInTheEnd()
    {
        using var stub = new FhirStub(new Answer(200) { Delay = TimeSpan.FromSeconds(12) }, Answer.Practitioner("1"), new Answer(200) { Delay = TimeSpan.FromSeconds(12) });
        stub.Options.RequestTimeout = TimeSpan.FromSeconds(3);
        stub.Options.MaxRetries = 1;
        Assert.NotNull(await stub.Gateway.ReadAsync<Practitioner>("p1"));

        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.BatchAsync([FhirEntry.Create(new Practitioner())]));

        Assert.Equal((FhirErrorKind.Transient, FhirErrorCodes.TimedOut, true, 3), (error.Kind, error.Code, error.MayHaveBeenDone, stub.Requests.Count));
    }

    [Fact]
    public async Task Send_NobodyListens_SaysWhichSettingAndThatNothingWasDone()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var stub = new FhirStub();
        stub.Options.BaseUrl = new Uri($"http://127.0.0.1:{port}/fhir");

        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.BatchAsync([FhirEntry.Create(new Practitioner())]));

        Assert.Equal((FhirErrorKind.Transient, FhirErrorCodes.Unreachable, false), (error.Kind, error.Code, error.MayHaveBeenDone));
        Assert.Contains("Mhero__Fhir__BaseUrl", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ConnectionDroppedAfterTheRequest_RepeatsReadsAndNoBatches()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connections = 0;
        var dropping = Task.Run(async () =>
        {
            // Reads and closes. It ends when the listener is disposed of.
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref connections);
                _ = await client.GetStream().ReadAsync(new byte[64 * 1024]);
            }
        });
        using var stub = new FhirStub();
        stub.Options.BaseUrl = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/fhir");
        stub.Options.MaxRetries = 2;

        var read = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.ReadAsync<Practitioner>("p1"));
        var afterRead = connections;
        var batch = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.BatchAsync([FhirEntry.Create(new Practitioner())]));

        Assert.Equal((FhirErrorKind.Transient, FhirErrorCodes.Unreachable, false), (read.Kind, read.Code, read.MayHaveBeenDone));
        Assert.Equal((FhirErrorKind.Transient, true), (batch.Kind, batch.MayHaveBeenDone));
        // .NET itself repeats what has no body, under our own repeats.
        Assert.InRange(afterRead, 3, int.MaxValue);
        Assert.Equal(afterRead + 1, connections);
        Assert.False(dropping.IsCompleted);
    }

    [Fact]
    public async Task Send_ManyAtOnce_HasNoMoreOnTheirWayThanAllowed()
    {
        using var handler = new CountingHandler();
        using var http = new HttpClient(handler);
        var options = new FhirOptions { BaseUrl = new Uri("http://registry.example.org/fhir"), MaxConcurrency = 3 };
        using var fhir = new FhirGateway(http, options, TimeProvider.System, NullLogger<FhirGateway>.Instance, null);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fhir.ReadAsync<Practitioner>("p1")));

        Assert.Equal((3, 20), (handler.Most, handler.Total));
    }

    [Fact]
    public async Task Send_LookupsAndSyncsAtOnce_HaveLimitsOfTheirOwn()
    {
        using var handler = new CountingHandler();
        using var http = new HttpClient(handler);
        var options = new FhirOptions { BaseUrl = new Uri("http://registry.example.org/fhir"), MaxConcurrency = 2, MaxLookups = 1 };
        using var fhir = new FhirGateway(http, options, TimeProvider.System, NullLogger<FhirGateway>.Instance, null);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? LookUpAsync(fhir) : fhir.ReadAsync<Practitioner>("p1")));

        Assert.Equal((3, 20), (handler.Most, handler.Total));
        Assert.False(LookupRequests.IsCurrent);
    }

    private static async Task<Practitioner?> LookUpAsync(FhirGateway fhir)
    {
        LookupRequests.Begin();
        return await fhir.ReadAsync<Practitioner>("p1");
    }

    [Fact]
    public async Task Send_CancelledByTheCaller_IsCancelled()
    {
        using var stub = new FhirStub(new Answer(200) { Delay = TimeSpan.FromSeconds(5) });
        using var cancel = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stub.Gateway.ReadAsync<Practitioner>("p1", cancel.Token));
    }

    private sealed class CountingHandler : HttpMessageHandler
    {
        private readonly Lock _gate = new();
        private int _now;

        public int Most { get; private set; }

        public int Total { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                Total++;
                Most = Math.Max(Most, ++_now);
            }

            await Task.Delay(20, cancellationToken);
            lock (_gate)
            {
                _now--;
            }

            return new HttpResponseMessage { Content = new StringContent(Answer.Practitioner("1").Body) };
        }
    }
}
