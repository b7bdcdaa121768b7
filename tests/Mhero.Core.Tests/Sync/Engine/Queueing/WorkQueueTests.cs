using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Engine.Queueing;

/// <summary>Each item of a batch ends as done, as an item of a later message, or as a dead letter with its cause.</summary>
public sealed class WorkQueueTests : IDisposable
{
    private readonly MemoryApp _app = new();
    private string? _run;

    private WorkQueue<ContactItem> Queue => _app.Get<WorkQueue<ContactItem>>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Settle_Done_LeavesNothing()
    {
        await SettleAsync(Ended(ItemState.Done));

        Assert.Empty(await MessagesAsync(TimeSpan.Zero));
        Assert.Empty(await LettersAsync());
    }

    [Fact]
    public async Task Settle_Retry_ComesAgainAfterItsDelayWithOneAttemptMore()
    {
        await SettleAsync(Ended(ItemState.Retry, "MH1", "once more"));

        Assert.Empty(await MessagesAsync(Queue.DelayBefore(1) / 2));
        Assert.Equal([("Practitioner/1", 1)], (await MessagesAsync(Queue.DelayBefore(1) / 2)).SelectMany(m => m.Items).Select(i => (i.Worker!, i.Attempts)));
    }

    [Fact]
    public async Task Settle_LastAttempt_IsADeadLetterThatCanBeReplayed()
    {
        var last = new ContactItem { Worker = "Practitioner/1", Attempts = new ContactSyncOptions().MaxAttempts - 1 };

        await SettleAsync(Ended(ItemState.Retry, "MH1", "the cause", last));

        var letter = Assert.Single(await LettersAsync());
        Assert.Equal(("Practitioner/1", "MH1", "the cause", last.Attempts + 1), (letter.Subject, letter.Code, letter.Cause, letter.Attempts));
        Assert.Equal(0, SyncJson.Read<BatchMessage<ContactItem>>(letter.Payload).Items.Single().Attempts);
        Assert.Empty(await MessagesAsync(TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task Settle_Postponed_UsesNoAttempt()
    {
        var last = new ContactItem { Worker = "Practitioner/1", Attempts = new ContactSyncOptions().MaxAttempts - 1 };

        await SettleAsync(Ended(ItemState.Postponed, "MH1", "wait", last, TimeSpan.FromMinutes(5)));

        Assert.Empty(await LettersAsync());
        Assert.Empty(await MessagesAsync(TimeSpan.FromMinutes(4)));
        Assert.Equal(last.Attempts, (await MessagesAsync(TimeSpan.FromMinutes(1))).Single().Items.Single().Attempts);
    }

    [Fact]
    public async Task Settle_SecondDeliveryOfARecordedBatch_SendsNoMoreCopiesOfWhatWaits()
    {
        var content = await BatchAsync("b-1", "Practitioner/1", "Practitioner/2");

        await DeliverAsync(content, ItemState.Postponed, ItemState.Done);
        await DeliverAsync(content, ItemState.Postponed, ItemState.Postponed);
        await DeliverAsync(content, ItemState.Retry, ItemState.Postponed);

        // The copy of the item that waits, and the failed attempt of the third delivery, under an id of its own.
        Assert.Equal(
            [("b-1~1", "Practitioner/1", 0), ("b-1~2", "Practitioner/1", 1)],
            (await MessagesAsync(TimeSpan.FromHours(1))).Select(m => (m.Batch!, m.Items.Single().Worker!, m.Items.Single().Attempts)).Order());
    }

    [Fact]
    public async Task Settle_AnotherBatchWithTheSameId_SendsWhatWaits()
    {
        // An interrupted delivery of the parent may have given the id to other items.
        await DeliverAsync(await BatchAsync("b-1~1", "Practitioner/1"), ItemState.Done);
        await DeliverAsync(await BatchAsync("b-1~1", "Practitioner/2"), ItemState.Postponed);

        Assert.Equal("Practitioner/2", (await MessagesAsync(TimeSpan.FromHours(1))).Single().Items.Single().Worker);
    }

    [Fact]
    public async Task Settle_OlderStateOfARunIsDone_KeepsTheDeadLetterOfTheLaterOne()
    {
        var (run, queue) = (Guid.NewGuid(), _app.Get<WorkQueue<RunItem>>());
        await SettleRunAsync(5, ItemState.Dead);

        await SettleRunAsync(4, ItemState.Done);
        Assert.Single(await _app.Get<DeadLetterStore>().ListAsync(queue.Name, 10));

        await SettleRunAsync(5, ItemState.Done);
        Assert.Empty(await _app.Get<DeadLetterStore>().ListAsync(queue.Name, 10));

        async Task SettleRunAsync(int minute, ItemState state)
        {
            var work = new Work<RunItem>(new RunItem { Run = new FlowRun { Uuid = run, ModifiedOn = new DateTimeOffset(2026, 3, 1, 8, minute, 0, TimeSpan.Zero) } });
            work.Finish(state, "MH1", "the cause");
            await queue.SettleAsync(new BatchMessage<RunItem> { Items = [work.Item] }, [work], SyncCounts.ContactsFailed, CancellationToken.None);
        }
    }

    [Theory]
    [InlineData(nameof(ItemState.Dead), "MH1")]
    [InlineData(nameof(ItemState.Open), SyncCodes.Unexpected)]
    public async Task Settle_DeadOrForgotten_IsADeadLetter(string state, string code)
    {
        var pair = new Pair(new ContactItem { Worker = "Practitioner/1" });
        if (state == nameof(ItemState.Dead))
        {
            pair.Finish(ItemState.Dead, code, "it is refused");
        }

        await SettleAsync(pair);

        Assert.Equal(code, Assert.Single(await LettersAsync()).Code);
    }

    [Fact]
    public async Task Settle_DoneAfterADeadLetter_RemovesTheDeadLetter()
    {
        await SettleAsync(Ended(ItemState.Dead, "MH1", "it is refused"));
        Assert.Single(await LettersAsync());

        await SettleAsync(Ended(ItemState.Done));

        Assert.Empty(await LettersAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing of ours")]
    [InlineData("[]")]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":[{}]}""")]
    [InlineData("""{"read":"unknown"}""")]
    [InlineData("""{"probeSoon":"Moon"}""")]
    public async Task Open_MessageIsNotOurs_IsADeadLetterWithItsContent(string content)
    {
        Assert.Null(await Queue.OpenAsync(content, ["known"], CancellationToken.None));

        Assert.Equal("MH4012", Assert.Single(await LettersAsync()).Code);
    }

    [Fact]
    public async Task FilePoison_TwoItems_AreTwoDeadLetters()
    {
        await Queue.FilePoisonAsync(SyncJson.Write(new BatchMessage<ContactItem> { Items = [new() { Worker = "Practitioner/1" }, new() { Worker = "Practitioner/2" }] }), CancellationToken.None);

        Assert.Equal(["Practitioner/1", "Practitioner/2"], (await LettersAsync()).Select(l => l.Subject).Order());
        Assert.All(await LettersAsync(), l => Assert.Equal(SyncCodes.Poison, l.Code));
    }

    [Fact]
    public async Task FilePoison_OrderToRead_IsADeadLetter()
    {
        await Queue.FilePoisonAsync("""{"read":"registry"}""", CancellationToken.None);

        Assert.Equal(("order registry", SyncCodes.Poison), ((await LettersAsync()).Single().Subject, (await LettersAsync()).Single().Code));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(4, 15)]
    [InlineData(5, 45)]
    [InlineData(30, 3600)]
    public void DelayBefore_EachAttempt_IsShortAtFirstAndThenThreeTimesLongerUpToAnHour(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Queue.DelayBefore(attempt));

    [Fact]
    public void FailureOf_EachKindOfError_WaitsRetriesOrGivesUp()
    {
        Assert.Equal(ItemState.Postponed, Failure.Of(new RapidProException(RapidProErrorKind.Throttled, "c", "m")).State);
        Assert.Equal(ItemState.Retry, Failure.Of(new RapidProException(RapidProErrorKind.Transient, "c", "m")).State);
        Assert.Equal(ItemState.Retry, Failure.Of(new RapidProException(RapidProErrorKind.Configuration, "c", "m")).State);
        Assert.Equal(ItemState.Dead, Failure.Of(new RapidProException(RapidProErrorKind.Permanent, "c", "m")).State);
        Assert.Equal(ItemState.Postponed, Failure.Of(new FhirException(FhirErrorKind.Throttled, "c", "m")).State);
        Assert.Equal(ItemState.Retry, Failure.Of(new FhirException(FhirErrorKind.Conflict, "c", "m")).State);
        Assert.Equal(ItemState.Retry, Failure.Of(new FhirException(FhirErrorKind.Transient, "c", "m")).State);
        Assert.Equal(ItemState.Dead, Failure.Of(new FhirException(FhirErrorKind.Permanent, "c", "m")).State);
    }

    private static Pair Ended(ItemState state, string? code = null, string? cause = null, ContactItem? item = null, TimeSpan? delay = null)
    {
        var pair = new Pair(item ?? new ContactItem { Worker = "Practitioner/1" });
        pair.Finish(state, code, cause, delay);
        return pair;
    }

    /// <summary>A message of a batch of a sync execution, as it lies on the queue.</summary>
    private async Task<string> BatchAsync(string batch, params string[] workers)
    {
        _run ??= await _app.Get<SyncLogStore>().StartAsync("contacts");
        return SyncJson.Write(new BatchMessage<ContactItem> { Run = _run, Batch = batch, Items = [.. workers.Select(worker => new ContactItem { Worker = worker })] });
    }

    private async Task DeliverAsync(string content, params ItemState[] states)
    {
        var message = (await Queue.OpenAsync(content, [], CancellationToken.None))!;
        var pairs = message.Items.Zip(states, (item, state) => Ended(state, state == ItemState.Done ? null : "MH1", null, item)).ToArray();
        await Queue.SettleAsync(message, pairs, SyncCounts.ContactsFailed, CancellationToken.None);
    }

    private Task SettleAsync(params Pair[] pairs) =>
        Queue.SettleAsync(new BatchMessage<ContactItem> { Items = [.. pairs.Select(p => p.Item)] }, pairs, SyncCounts.ContactsFailed, CancellationToken.None);

    private Task<IReadOnlyList<DeadLetter>> LettersAsync() => _app.Get<DeadLetterStore>().ListAsync(Queue.Name, 10);

    /// <summary>Receives what is visible after a time.</summary>
    private async Task<List<BatchMessage<ContactItem>>> MessagesAsync(TimeSpan after)
    {
        _app.Time.Advance(after);
        var queue = _app.Get<Mhero.Core.Storage.IStorageClients>().Queue(Queue.Name);
        try
        {
            return [.. (await queue.ReceiveMessagesAsync(32, TimeSpan.FromDays(1))).Value.Select(m => SyncJson.Read<BatchMessage<ContactItem>>(m.MessageText))];
        }
        catch (Azure.RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }
    }
}
