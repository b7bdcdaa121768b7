using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>What is sent again, what never is, and what is said about a write whose answer was lost.</summary>
public sealed class RapidProRepeatTests
{
    private const string Workspace = """{"uuid":"26c43d4f-a5cd-46ae-9a39-fe4ecd9291fb"}""";
    private const string SomeContact = """{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c"}""";
    private static readonly StubServer.Answer ServerError = StubServer.Recorded("mailroom_down_contact_update_500");

    public static TheoryData<string> PassingFaults => ["html 500", "502", "408", "503 soon", "dropped", "unreachable", "half", "not json", "portal", "null", "array", "no uuid"];

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task Read_PassingFault_IsRepeated(string fault)
    {
        StubServer server = new(Fault(fault), Fault(fault), StubServer.Json(Workspace));

        var workspace = await Clients.For(server).GetWorkspaceAsync();

        Assert.Equal(Guid.Parse("26c43d4f-a5cd-46ae-9a39-fe4ecd9291fb"), workspace.Uuid);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task Update_PassingFault_IsRepeatedWithTheSameBody(string fault)
    {
        StubServer server = new(Fault(fault), StubServer.Json(SomeContact));

        await Clients.For(server).UpdateContactAsync(Guid.Parse("3da2bc26-54ac-4cd2-9468-b0c606b33f0c"), new ContactWrite { Name = "N" });

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(server.Requests[0], server.Requests[1]);
        Assert.Equal("""{"name":"N"}""", server.Requests[1].Body);
    }

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task Create_PassingFault_IsNeverRepeatedAndMayHaveBeenDone(string fault)
    {
        Func<RapidProClient, Task>[] creates =
        [
            client => client.CreateContactAsync(new ContactWrite { Name = "N" }),
            client => client.CreateGroupAsync("G"),
            client => client.CreateFieldAsync("F", "text"),
        ];
        foreach (var create in creates)
        {
            StubServer server = new(Fault(fault), StubServer.Json(SomeContact));

            var error = await Assert.ThrowsAsync<RapidProException>(() => create(Clients.For(server)));

            Assert.Equal(RapidProErrorKind.Transient, error.Kind);
            Assert.Equal(fault != "unreachable", error.MayHaveBeenDone);
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task Action_PassingFault_IsRepeated()
    {
        StubServer server = new(ServerError, StubServer.Recorded("contact_actions_add_204"));

        await Clients.For(server).ActOnContactsAsync(ContactAction.Add, [Guid.NewGuid()], "CHWs");

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("contacts_create_bad_urn_400")]
    [InlineData("contacts_update_uuid_404")]
    [InlineData("auth_revoked_token")]
    public async Task Update_LastingFault_IsNotRepeated(string recording)
    {
        StubServer server = new(StubServer.Recorded(recording));

        var error = await Assert.ThrowsAsync<RapidProException>(
            () => Clients.For(server).UpdateContactAsync(Guid.NewGuid(), new ContactWrite { Name = "N" }));

        Assert.Single(server.Requests);
        Assert.False(error.MayHaveBeenDone);
    }

    [Fact]
    public async Task Read_FaultStays_EndsAfterTheConfiguredRepeats()
    {
        StubServer server = new(ServerError, ServerError, ServerError);

        var error = await Assert.ThrowsAsync<RapidProException>(
            () => Clients.For(server, change: options => options.MaxRetries = 2).GetGroupsAsync());

        Assert.Equal(RapidProErrorCodes.ServerError, error.Code);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Read_FaultStays_BacksOffExponentially()
    {
        FakeTimeProvider time = new();
        StubServer server = new(ServerError, ServerError, ServerError, ServerError, ServerError);

        Task work = Clients.For(server, time, options => options.RetryBaseDelay = TimeSpan.FromSeconds(4)).GetGroupsAsync();
        var passed = await time.RunAsync(work);

        await Assert.ThrowsAsync<RapidProException>(() => work);
        // 4 + 8 + 16 + 30 s without jitter; four waits of the base would be 16 s.
        Assert.True(passed > TimeSpan.FromSeconds(20), $"only {passed} passed");
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Update_FirstAnswerLostThenRefused_StillMayHaveBeenDone()
    {
        StubServer server = new(Fault("dropped"), StubServer.Recorded("contacts_create_bad_urn_400"));

        var error = await Assert.ThrowsAsync<RapidProException>(
            () => Clients.For(server).UpdateContactAsync(Guid.NewGuid(), new ContactWrite { Name = "N" }));

        Assert.Equal(RapidProErrorKind.Permanent, error.Kind);
        Assert.True(error.MayHaveBeenDone);
    }

    [Fact]
    public async Task Create_NoAnswerInTime_MayHaveBeenDone()
    {
        FakeTimeProvider time = new();
        StubServer server = new(StubServer.Never);

        Task work = Clients.For(server, time).CreateContactAsync(new ContactWrite { Name = "N" });
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(work.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<RapidProException>(() => work);
        Assert.Equal((RapidProErrorKind.Transient, RapidProErrorCodes.TimedOut, true), (error.Kind, error.Code, error.MayHaveBeenDone));
    }

    [Fact]
    public async Task Read_NoAnswerInTime_IsRepeated()
    {
        FakeTimeProvider time = new();
        StubServer server = new(StubServer.Never, StubServer.Json(Workspace));

        Task work = Clients.For(server, time).GetWorkspaceAsync();
        await time.RunAsync(work);

        await work;
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Read_BodyStalls_TimesOut()
    {
        FakeTimeProvider time = new();
        StubServer server = new(_ => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new StalledStream()) }));

        Task work = Clients.For(server, time, options => options.MaxRetries = 0).GetWorkspaceAsync();
        await time.RunAsync(work);

        Assert.Equal(RapidProErrorCodes.TimedOut, (await Assert.ThrowsAsync<RapidProException>(() => work)).Code);
    }

    [Fact]
    public async Task Read_CallerStops_IsCancelledAndNotAFault()
    {
        using CancellationTokenSource stop = new();
        StubServer server = new(StubServer.Never);

        Task work = Clients.For(server).GetWorkspaceAsync(stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    private static StubServer.Answer Fault(string name) => name switch
    {
        "html 500" => StubServer.Text("<html><body>Server Error (500)</body></html>", "text/html", 500),
        "502" => StubServer.Text("<html>Bad Gateway</html>", "text/html", 502),
        "408" => StubServer.Text("", "text/plain", 408),
        "503 soon" => StubServer.Text("", "text/plain", 503, ("Retry-After", "0")),
        "dropped" => StubServer.Throws(new HttpRequestException(HttpRequestError.ResponseEnded)),
        "unreachable" => StubServer.Throws(new HttpRequestException(HttpRequestError.ConnectionError)),
        "half" => StubServer.Json("""{"uuid":"26c43d4f-"""),
        "not json" => StubServer.Text("OK", "text/plain"),
        "portal" => StubServer.Text("<html>Sign in to the Wi-Fi</html>", "text/html"),
        "null" => StubServer.Json("null"),
        "array" => StubServer.Json("[]"),
        "no uuid" => StubServer.Json("""{"status":"ok"}"""),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private sealed class StalledStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
