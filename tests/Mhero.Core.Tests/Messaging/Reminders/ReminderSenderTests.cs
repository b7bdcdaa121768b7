using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Messaging.Reminders;

/// <summary>One reminder that fails, and the others.</summary>
public sealed class ReminderSenderTests : IDisposable
{
    private readonly MemoryApp _app;
    private readonly HashSet<string> _refused = [];
    private int _refusal = 503;

    public ReminderSenderTests() => _app = new(Answer);

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task SendDue_OneThatIsOverCannotBeEnded_EndsTheOthersAndThatOneLater()
    {
        var ids = new List<Guid>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            ids.Add(await StoredReminders.AddAsync(_app, name, row => row with { NotAfter = _app.Time.GetUtcNow().AddMinutes(1) }));
        }

        _app.Time.Advance(TimeSpan.FromMinutes(2));
        _refused.UnionWith(["a", "b"]);

        await SendAsync();
        Assert.Equal([RequestState.Scheduled, RequestState.Scheduled, RequestState.Completed], await StatesAsync(ids));

        _refused.Clear();
        await SendAsync();
        Assert.All(await StatesAsync(ids), state => Assert.Equal(RequestState.Completed, state));
    }

    [Fact]
    public async Task SendDue_OneThatIsOverWasDeletedInTheRegistry_IsEnded()
    {
        var id = await StoredReminders.AddAsync(_app, "deleted", row => row with { NotAfter = _app.Time.GetUtcNow().AddMinutes(1) });
        _app.Time.Advance(TimeSpan.FromMinutes(2));
        (_refusal, _) = (410, _refused.Add("deleted"));

        await SendAsync();

        Assert.Equal(RequestState.Completed, await StoredReminders.StateOfAsync(_app, id));
    }

    [Fact]
    public async Task SendDue_OnceOnlyWasSentAndCouldNotBeEnded_IsEndedAndNotSentAgain()
    {
        var id = await StoredReminders.AddAsync(_app, "once", row => row with { Once = true });
        await _app.Get<ReminderTable>().WriteAsync(
            $"request|{id}", new ReminderRow { Since = _app.Time.GetUtcNow(), Last = _app.Time.GetUtcNow().AddMinutes(30), Request = Guid.NewGuid() }, null, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromHours(3));

        await SendAsync();

        Assert.Equal(RequestState.Completed, await StoredReminders.StateOfAsync(_app, id));
        Assert.All(_app.Http.Requests, request => Assert.Contains("/CommunicationRequest/once", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SendDue_OneCannotBeSent_NotesItAndGoesOn()
    {
        var failing = await StoredReminders.AddAsync(_app, "failing");
        var over = await StoredReminders.AddAsync(_app, "over", row => row with { NotAfter = _app.Time.GetUtcNow().AddMinutes(1) });
        _app.Time.Advance(TimeSpan.FromHours(2));

        await SendAsync();

        Assert.Equal(RequestState.Completed, await StoredReminders.StateOfAsync(_app, over));
        var (row, _) = await _app.Get<ReminderTable>().FindAsync($"request|{failing}", default, CancellationToken.None);
        Assert.NotNull(row.Error);
        Assert.Null(row.Last);
    }

    private Task SendAsync() => _app.Get<ReminderSender>().SendDueAsync(CancellationToken.None);

    private async Task<List<RequestState>> StatesAsync(List<Guid> ids)
    {
        var states = new List<RequestState>();
        foreach (var id in ids)
        {
            states.Add(await StoredReminders.StateOfAsync(_app, id));
        }

        return states;
    }

    /// <summary>The registry has the requests, and nothing else can be read from it.</summary>
    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var name = request.RequestUri!.Segments[^1];
        if (!request.RequestUri.AbsolutePath.Contains("/CommunicationRequest/", StringComparison.Ordinal) || _refused.Contains(name))
        {
            return AnsweringHandler.Fhir("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}""", _refusal);
        }

        return AnsweringHandler.Fhir(System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(StoredReminders.ResourceOf(name))));
    }
}
