using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>Two batches handle a pair at the same time; the one with older data finds nothing to do.</summary>
public sealed class SettledPairsTests : IDisposable
{
    private const string Worker = "Practitioner/2";
    private static readonly Guid Uuid = new("11111111-2222-4333-8444-555555555555");

    private readonly MemoryApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Settle_AnotherBatchChangedTheRows_LeavesItsReviewAndDeadLetter(bool isOvertaken)
    {
        var version = await WriteAsync(new ContactRow { Worker = Worker, Contact = Contact("read") }, null);
        var pair = await DoneAsync();
        if (isOvertaken)
        {
            await WriteAsync(new ContactRow { Worker = Worker, Contact = Contact("changed") }, version);
        }

        await _app.Get<ReviewStore>().OpenAsync(Worker, SyncCodes.NumberOfAnother, "Whose is it?", [], null);
        await _app.Get<DeadLetterStore>().RecordAsync(_app.Get<WorkQueue<ContactItem>>().Name, Worker, "{}", "MH3001", "refused", 1);

        await _app.Get<SettledPairs>().SettleAsync([pair], CancellationToken.None);

        Assert.Equal(isOvertaken ? 1 : 0, await _app.Get<ReviewStore>().CountAsync());
        Assert.Equal(isOvertaken ? 1 : 0, await _app.Get<DeadLetterStore>().CountAsync());
    }

    [Fact]
    public async Task Settle_ThePairItselfWroteTheRow_ClosesTheReview()
    {
        var version = await WriteAsync(new ContactRow { Worker = Worker, Contact = Contact("read") }, null);
        var pair = await DoneAsync();
        pair.RowVersions[ContactLedger.ContactKey(Uuid)] = await WriteAsync(new ContactRow { Worker = Worker, Contact = Contact("written") }, version);
        await _app.Get<ReviewStore>().OpenAsync(Worker, SyncCodes.NumberOfAnother, "Whose is it?", [], null);

        await _app.Get<SettledPairs>().SettleAsync([pair], CancellationToken.None);

        Assert.Equal(0, await _app.Get<ReviewStore>().CountAsync());
    }

    private static Contact Contact(string name) => new() { Uuid = Uuid, Name = name };

    private async Task<Pair> DoneAsync()
    {
        var pair = new Pair(new ContactItem { Worker = Worker })
        {
            Contact = Contact("read"),
            ContactRow = (await _app.Get<ContactLedger>().FindContactsAsync([Uuid], CancellationToken.None))[Uuid],
        };
        pair.Finish(ItemState.Done);
        return pair;
    }

    private async Task<string> WriteAsync(ContactRow row, string? version) =>
        (await _app.Get<ContactLedger>().WriteAsync([new(ContactLedger.ContactKey(Uuid), SyncJson.Write(row), version)], CancellationToken.None)).Values.Single()!;
}
