using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Messaging.OptOut;

/// <summary>What becomes of those whose change of the group RapidPro refuses.</summary>
public sealed class OptOutGroupTests : IDisposable
{
    private const string Groups = """{"next":null,"previous":null,"results":[{"uuid":"99999999-9999-4999-8999-999999999999","name":"Opted out","query":null,"status":"ready","count":1}]}""";

    private readonly MemoryApp _app;
    private readonly Queue<(int Status, string Body)> _refusals = new();

    public OptOutGroupTests() => _app = new(Answer, ("Mhero:OptOut:Group", "Opted out"), ("Mhero:Contacts:NewAssetDelay", "00:00:00"));

    private int Readings => _app.Http.Requests.Count(r => r.StartsWith("GET /api/v2/groups", StringComparison.Ordinal));

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Write_GroupWasDeleted_TriesAgainAndLooksForTheGroupBeforeThat()
    {
        var one = NewCase(1);
        await WriteAsync(NewCase(0));
        Assert.Equal(1, Readings);
        _refusals.Enqueue((400, """{"group":["No such object: Opted out"]}"""));

        await WriteAsync(one);
        Assert.Equal(ItemState.Retry, one.Works[0].State);
        Assert.Equal(1, Readings);

        await WriteAsync(NewCase(1));
        Assert.Equal(2, Readings);
    }

    [Theory]
    [InlineData("""{"contacts":["No such object: 00000001-0000-4000-8000-000000000000"]}""")]
    [InlineData("""{"non_field_errors":["Non-active contacts cannot be added to groups. Remove contacts: 00000001-0000-4000-8000-000000000000"]}""")]
    public async Task Write_OneContactIsNotActive_NotesItAsOutsideAndWritesTheOther(string refusal)
    {
        var (refused, other) = (NewCase(1), NewCase(2));
        _refusals.Enqueue((400, refusal));
        _refusals.Enqueue((400, refusal));

        await WriteAsync(refused, other);

        Assert.True(refused.IsOpen);
        Assert.Null(refused.Decision!.Group);
        Assert.False(refused.Decision.Row.IsInGroup);
        Assert.True(other.Decision!.Group);
        Assert.Equal(ItemState.Open, other.Works[0].State);
    }

    [Fact]
    public async Task Write_AnotherRefusal_FailsEachByItself()
    {
        var (first, second) = (NewCase(1), NewCase(2));
        for (var i = 0; i < 3; i++)
        {
            _refusals.Enqueue((400, """{"non_field_errors":["This group is managed by a query"]}"""));
        }

        await WriteAsync(first, second);

        Assert.Equal([ItemState.Dead, ItemState.Dead], [first.Works[0].State, second.Works[0].State]);
        Assert.NotNull(first.Works[0].Signature);
    }

    [Fact]
    public async Task Write_ServerFails_TriesAllAgain()
    {
        var (first, second) = (NewCase(1), NewCase(2));
        _refusals.Enqueue((500, "oops"));

        await WriteAsync(first, second);

        Assert.Equal([ItemState.Retry, ItemState.Retry], [first.Works[0].State, second.Works[0].State]);
    }

    private async Task WriteAsync(params OptOutCase[] cases)
    {
        var writing = _app.Get<OptOutGroup>().WriteAsync(cases, CancellationToken.None);
        while (!writing.IsCompleted)
        {
            _app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(writing, Task.Delay(1));
        }

        await writing;
    }

    private static OptOutCase NewCase(int number)
    {
        var contact = new Guid(number, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0);
        return new($"Practitioner/{number}", [new Work<OptOutItem>(new OptOutItem { Person = $"Practitioner/{number}" })])
        {
            Decision = new OptOutDecision { Group = true, Row = new OptOutRow { Contact = contact, IsInGroup = true } },
        };
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (request.RequestUri!.AbsolutePath.Contains("groups", StringComparison.Ordinal))
        {
            return AnsweringHandler.Json(Groups);
        }

        return _refusals.TryDequeue(out var refusal) ? AnsweringHandler.Json(refusal.Body, refusal.Status) : AnsweringHandler.Json("", 204);
    }
}
