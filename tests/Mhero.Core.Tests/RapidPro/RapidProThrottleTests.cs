using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.RapidPro;

public sealed class RapidProThrottleTests
{
    private const string Empty = """{"next":null,"results":[]}""";
    private const string Wait7 = """{"detail":"Request was throttled. Expected available in 7 seconds."}""";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    public static TheoryData<string, string?, string?, int> Waits => new()
    {
        { """{"detail":"Request was throttled. Expected available in 3600 seconds."}""", "Retry-After", "1234", 1234 },
        { Wait7, null, null, 7 },
        { """{"detail":"Request was throttled. Expected available in 1 second."}""", "Retry-After", "Sun, 22 Nov 2026 19:02:00 GMT", 120 },
        { """{"detail":"Request was throttled."}""", null, null, 60 },
        { "<html>Too many requests</html>", null, null, 60 },
        { "", "Retry-After", "soon", 60 },
        { "", "Retry-After", "999999999", 24 * 3600 },
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task AnyRequest_429_TellsTheWait(string body, string? header, string? value, int seconds)
    {
        StubServer server = new(StubServer.Json(body, 429, header is null ? [] : [(header, value!)]));

        var error = await Assert.ThrowsAsync<RapidProException>(
            () => Clients.For(server, _time).CreateContactAsync(new ContactWrite { Name = "N" }));

        Assert.Equal((RapidProErrorKind.Throttled, 429), (error.Kind, error.Status));
        Assert.Equal(TimeSpan.FromSeconds(seconds), error.RetryAfter);
        Assert.False(error.MayHaveBeenDone);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task AnyRequest_429WithADate_IsReadByTheServersClock()
    {
        StubServer server = new(StubServer.Json(
            "", 429, ("Retry-After", "Sun, 22 Nov 2026 22:00:30 GMT"), ("Date", "Sun, 22 Nov 2026 22:00:00 GMT")));

        var error = await Assert.ThrowsAsync<RapidProException>(() => Clients.For(server, _time).GetGroupsAsync());

        Assert.Equal(TimeSpan.FromSeconds(30), error.RetryAfter);
    }

    [Fact]
    public async Task Read_WaitOfZero_StillWaitsTheBaseDelay()
    {
        StubServer server = new(StubServer.Json("", 429, ("Retry-After", "0")), StubServer.Json(Empty));

        Task work = Clients.For(server, _time, options => options.RetryBaseDelay = TimeSpan.FromSeconds(2)).GetGroupsAsync();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Single(server.Requests);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await work;
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Read_ShortWait_IsWaitedOutToTheSecond()
    {
        StubServer server = new(StubServer.Json(Wait7, 429, ("Retry-After", "3")), StubServer.Json(Empty));

        Task work = Clients.For(server, _time).GetContactsAsync(new ContactQuery(), null);
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Single(server.Requests);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await work;
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Create_RefusedForAShortWait_IsSentAgainWhenItIsOver()
    {
        StubServer server = new(StubServer.Json(Wait7, 429, ("Retry-After", "3")), StubServer.Json("""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c"}"""));

        var work = Clients.For(server, _time).CreateContactAsync(new ContactWrite { Name = "N" });
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Single(server.Requests);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(Guid.Parse("3da2bc26-54ac-4cd2-9468-b0c606b33f0c"), (await work).Uuid);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Creates_GateOpensSoon_WaitAndSendNoneThatTheGateKnowsToBeRefused()
    {
        StubServer server = new([StubServer.Json(Wait7, 429, ("Retry-After", "3")), .. Enumerable.Repeat(StubServer.Json("""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c"}"""), 20)]);
        var client = Clients.For(server, _time);

        Task[] work = [.. Enumerable.Range(0, 20).Select(_ => client.CreateContactAsync(new ContactWrite { Name = "N" }))];
        Assert.Single(server.Requests);
        await _time.RunAsync(Task.WhenAll(work));

        Assert.Equal(21, server.Requests.Count);
    }

    [Fact]
    public async Task Creates_QuotaOfSeconds_AreRepeatedUntilAllAreDone()
    {
        var (refused, left, until) = (0, 0, DateTimeOffset.MinValue);
        StubServer.Answer answer = token =>
        {
            (left, until) = _time.GetUtcNow() < until ? (left, until) : (25, _time.GetUtcNow().AddSeconds(2));
            refused += left > 0 ? 0 : 1;
            return (left-- > 0 ? StubServer.Json("""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c"}""") : StubServer.Json("", 429, ("Retry-After", "2")))(token);
        };
        StubServer server = new([.. Enumerable.Repeat(answer, 500)]);
        var client = Clients.For(server, _time, options => options.MaxConcurrency = 1);

        await _time.RunAsync(Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.CreateContactAsync(new ContactWrite { Name = "N" }))), 0.05);

        // How few are refused depends on the threads here: ThrottledLoadTests of the simulation counts them on one thread.
        Assert.NotEqual(0, refused);
        Assert.Equal(200 + refused, server.Requests.Count);
    }

    [Fact]
    public async Task Send_GateOpensSoon_IsNotWaitedFor()
    {
        StubServer server = new(StubServer.Json(Wait7, 429, ("Retry-After", "3")));
        var client = Clients.For(server, _time);

        var first = await Assert.ThrowsAsync<RapidProException>(() => client.CreateBroadcastAsync(SendRequestTests.Broadcast));
        var second = await Assert.ThrowsAsync<RapidProException>(() => client.CreateBroadcastAsync(SendRequestTests.Broadcast));

        Assert.Equal((429, null, false), (first.Status, second.Status, second.MayHaveBeenDone));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Read_GateOpensSoon_WaitsForIt()
    {
        StubServer server = new(StubServer.Json(Wait7, 429), StubServer.Json(Empty));
        var client = Clients.For(server, _time);
        await Assert.ThrowsAsync<RapidProException>(() => client.GetContactsAsync(new ContactQuery(), null));
        _time.Advance(TimeSpan.FromSeconds(4));

        Task work = client.GetContactsAsync(new ContactQuery(), null);
        Assert.Single(server.Requests);
        _time.Advance(TimeSpan.FromSeconds(3));

        await work;
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Read_LongWait_IsThrownAtOnce()
    {
        StubServer server = new(StubServer.Json(Wait7, 429));

        await Assert.ThrowsAsync<RapidProException>(() => Clients.For(server, _time).GetContactsAsync(new ContactQuery(), null));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Read_LongWaitOf503_IsThrownAtOnceWithItsTime()
    {
        StubServer server = new(StubServer.Text("", "text/html", 503, ("Retry-After", "120")));

        var error = await Assert.ThrowsAsync<RapidProException>(() => Clients.For(server, _time).GetGroupsAsync());

        Assert.Equal((RapidProErrorKind.Transient, TimeSpan.FromSeconds(120)), (error.Kind, error.RetryAfter!.Value));
    }

    [Fact]
    public async Task AnyRequest_AfterA429_FailsFastUntilTheWaitIsOver()
    {
        StubServer server = new(StubServer.Json(Wait7, 429, ("Retry-After", "100")), StubServer.Json(Empty));
        var client = Clients.For(server, _time);
        await Assert.ThrowsAsync<RapidProException>(() => client.GetContactsAsync(new ContactQuery(), null));

        _time.Advance(TimeSpan.FromSeconds(40));
        var read = await Assert.ThrowsAsync<RapidProException>(() => client.FindContactAsync(Guid.NewGuid()));
        var write = await Assert.ThrowsAsync<RapidProException>(() => client.CreateContactAsync(new ContactWrite()));

        Assert.All([read, write], error => Assert.Equal(
            (RapidProErrorKind.Throttled, TimeSpan.FromSeconds(60), false),
            (error.Kind, error.RetryAfter!.Value, error.MayHaveBeenDone)));
        Assert.Single(server.Requests);

        _time.Advance(TimeSpan.FromSeconds(60));
        await client.GetContactsAsync(new ContactQuery(), null);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task ManyRequests_AfterA429_GoOneByOne()
    {
        int underWay = 0, most = 0;
        StubServer.Answer counted = async token =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
            return await StubServer.Json(Empty)(token);
        };
        StubServer server = new([StubServer.Json(Wait7, 429, ("Retry-After", "100")), .. Enumerable.Repeat(counted, 12)]);
        var client = Clients.For(server, _time);
        await Assert.ThrowsAsync<RapidProException>(() => client.GetContactsAsync(new ContactQuery(), null));
        _time.Advance(TimeSpan.FromSeconds(100));

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => client.GetContactsAsync(new ContactQuery(), null))));

        Assert.Equal((13, 1), (server.Requests.Count, most));
    }

    [Fact]
    public async Task AnyRequest_AfterA429OfAnotherScope_IsSent()
    {
        StubServer server = new(StubServer.Recorded("throttle_4"), StubServer.Json(Empty), StubServer.Recorded("contact_actions_add_204"));
        var client = Clients.For(server, _time);
        await Assert.ThrowsAsync<RapidProException>(() => client.GetContactsAsync(new ContactQuery(), null));

        await client.GetGroupsAsync();
        await client.ActOnContactsAsync(ContactAction.Add, [Guid.NewGuid()], "CHWs");

        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task AnyRequest_ShorterWaitLater_DoesNotOpenTheGate()
    {
        TaskCompletionSource late = new();
        StubServer server = new(
            async _ =>
            {
                await late.Task;
                return await StubServer.Json(Wait7, 429)(default);
            },
            StubServer.Recorded("throttle_5"));
        var client = Clients.For(server, _time);
        Task first = client.GetContactsAsync(new ContactQuery(), null);
        await Assert.ThrowsAsync<RapidProException>(() => client.GetContactsAsync(new ContactQuery(), null));
        late.SetResult();
        await Assert.ThrowsAsync<RapidProException>(() => first);

        var error = await Assert.ThrowsAsync<RapidProException>(() => client.GetContactsAsync(new ContactQuery(), null));

        Assert.Equal(TimeSpan.FromHours(1), error.RetryAfter);
    }

    [Fact]
    public async Task AnyRequest_ManyAtOnce_KeepsToMaxConcurrency()
    {
        CrowdedServer server = new();
        var client = Clients.For(server, change: options => options.MaxConcurrency = 3);

        Task[] work = [.. Enumerable.Range(0, 20).Select(_ => client.GetGroupsAsync())];
        await server.Full(3);
        server.Open();
        await Task.WhenAll(work);

        Assert.Equal(3, server.Most);
    }

    /// <summary>Holds every request until it is opened, and counts how many it held at most.</summary>
    private sealed class CrowdedServer : HttpMessageHandler
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _present;

        public int Most { get; private set; }

        public void Open() => _open.SetResult();

        public async Task Full(int count)
        {
            while (Volatile.Read(ref _present) < count)
            {
                await Task.Delay(1);
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref _present);
            lock (_open)
            {
                Most = Math.Max(Most, now);
            }

            await _open.Task.WaitAsync(cancellationToken);
            await Task.Yield();
            Interlocked.Decrement(ref _present);
            return await StubServer.Json(Empty)(cancellationToken);
        }
    }
}
