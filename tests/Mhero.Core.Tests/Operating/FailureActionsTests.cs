using Mhero.Core.Operating.Failures;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating;

/// <summary>An operator's actions on dead letters, and the audit log of them.</summary>
public sealed class FailureActionsTests : IDisposable
{
    private const string Good = """{"items":[{"worker":"Practitioner/2"}]}""";

    private static readonly Operator Jane = new("Jane", "Operator");

    private readonly MemoryApp _app = new();

    private FailureActions Failures => _app.Get<FailureActions>();

    private DeadLetterStore Letters => _app.Get<DeadLetterStore>();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("contacts", "[]")]
    [InlineData("contacts", "not JSON")]
    [InlineData("contacts", """{"items":[]}""")]
    [InlineData("contacts", """{"items":[{}]}""")]
    [InlineData("contacts", """{"items":[{"contactUuid":"not a UUID"}]}""")]
    [InlineData("runs", Good)]
    [InlineData("jobs", "{}")]
    [InlineData("unknown", Good)]
    public async Task EditAsync_PayloadThatItsQueueCannotRead_ChangesNothing(string queue, string payload)
    {
        var letter = await Letters.RecordAsync(queue, "Practitioner/1", """{"items":[{"worker":"Practitioner/1"}]}""", "MH3001", "refused", 5);

        var answer = await Failures.EditAsync(letter.Id, null, payload, Jane, CancellationToken.None);

        Assert.Equal(EditResult.Unreadable, answer.Result);
        Assert.NotNull(answer.Fault);
        Assert.Equal(letter, await Letters.FindAsync(letter.Id));
        Assert.Equal(0, await _app.Get<MessageQueues>().DepthAsync(queue));
        Assert.Empty(await EntriesAsync());
    }

    [Fact]
    public async Task EditAsync_TooLarge_ChangesNothing()
    {
        var letter = await RecordAsync();
        var payload = $$"""{"items":[{"worker":"Practitioner/{{new string('1', MessageQueues.MaxContentBytes)}}"}]}""";

        Assert.Equal(EditResult.Unreadable, (await Failures.EditAsync(letter.Id, null, payload, Jane, CancellationToken.None)).Result);
    }

    [Fact]
    public async Task EditAsync_GoodPayload_IsSentAndTheAuditLogHasTheOriginal()
    {
        var letter = await RecordAsync();
        var version = (await Letters.FindDetailAsync(letter.Id))!.Version;

        Assert.Equal(EditResult.Replayed, (await Failures.EditAsync(letter.Id, version, Good, Jane, CancellationToken.None)).Result);

        Assert.Equal(1, await _app.Get<MessageQueues>().DepthAsync("contacts"));
        Assert.Null(await Letters.FindAsync(letter.Id));
        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal((Jane, AuditActions.Edit, letter.Id, letter.Payload, Good), (entry.Operator, entry.Action, entry.Item, entry.Before, entry.After));
    }

    [Fact]
    public async Task EditAsync_VersionOfAnEarlierFailure_ChangesNothing()
    {
        var letter = await RecordAsync();
        var version = (await Letters.FindDetailAsync(letter.Id))!.Version;
        await Letters.RecordAsync("contacts", "Practitioner/1", letter.Payload, "MH3002", "refused", 5);

        Assert.Equal(EditResult.Changed, (await Failures.EditAsync(letter.Id, version, Good, Jane, CancellationToken.None)).Result);
        Assert.Equal(EditResult.NotFound, (await Failures.EditAsync(DeadLetterStore.IdFor("a", "b"), version, Good, Jane, CancellationToken.None)).Result);
    }

    [Fact]
    public async Task Actions_OnDeadLetters_EachHasItsEntryWithoutThePayload()
    {
        var letter = await RecordAsync();
        await Failures.DiscardAsync(letter.Id, "a test", Jane, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        await Failures.RestoreAsync(letter.Id, Jane, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        await Failures.ReplayAsync(letter.Id, Jane, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        await Failures.ReplayAllAsync(new DeadLetterFilter { Code = "MH3001" }, Jane, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        await Failures.DiscardAllAsync(new DeadLetterFilter { Code = "MH3001" }, "a test", Jane, CancellationToken.None);
        Assert.False(await Failures.ReplayAsync(letter.Id, Jane, CancellationToken.None));
        Assert.Null(await Failures.DiscardAsync(letter.Id, "a test", Jane, CancellationToken.None));
        Assert.Null(await Failures.RestoreAsync(letter.Id, Jane, CancellationToken.None));

        var entries = await EntriesAsync();

        Assert.Equal(
            [AuditActions.Discard, AuditActions.Restore, AuditActions.Replay, AuditActions.Replay, AuditActions.Discard],
            entries.Select(e => e.Action).Reverse());
        Assert.DoesNotContain(entries, e => $"{e.Before}{e.After}{e.Detail}".Contains("items", StringComparison.Ordinal));
        Assert.Equal("a test", entries[^1].Detail);
    }

    [Fact]
    public async Task RecountAsync_Twice_IsOneJobAndEachOrderIsNoted()
    {
        var first = await Failures.RecountAsync(Jane, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await Failures.RecountAsync(Jane, CancellationToken.None);

        Assert.Equal((first.Id, JobKinds.Recount, "Jane"), (second.Id, second.Kind, second.By));
        Assert.Equal([(AuditActions.Recount, null, null), (AuditActions.Recount, null, null)], (await EntriesAsync()).Select(e => (e.Action, e.Item, e.After)));
    }

    [Theory]
    [InlineData("contacts", Good, null)]
    [InlineData("unknown", Good, "this app does not read its queue")]
    public void FaultOf_Queue_IsThatOfItsCheck(string queue, string payload, string? fault) => Assert.Equal(fault, Failures.FaultOf(queue, payload));

    private Task<DeadLetter> RecordAsync() => Letters.RecordAsync("contacts", "Practitioner/1", """{"items":[{"worker":"Practitioner/1"}]}""", "MH3001", "refused", 5);

    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync() => (await _app.Get<IAuditLog>().ListAsync(new AuditFilter(), 100, null)).Entries;
}
