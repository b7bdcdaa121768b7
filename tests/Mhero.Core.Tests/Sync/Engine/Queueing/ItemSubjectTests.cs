using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Engine.Queueing;

/// <summary>The dead letter of an item is closed or renewed only by an item that does the same work.</summary>
public sealed class ItemSubjectTests : IDisposable
{
    private static readonly Guid Contact = Guid.NewGuid();

    private readonly MemoryApp _app = new(null, ("OptOutsQueue", "opt-outs"));

    public void Dispose() => _app.Dispose();

    /// <summary>Seed 96: the memberships of the rest of a group were lost when one of its members was added later.</summary>
    [Fact]
    public Task Group_OtherMembers_LeaveTheDeadLetter() => AssertApartAsync(
        new GroupItem { Group = "rule|one", Members = [Contact, Guid.NewGuid()] },
        new GroupItem { Group = "rule|one", Members = [Contact] },
        new GroupItem { Group = "rule|one", Members = [Guid.NewGuid()] });

    [Fact]
    public async Task Group_AnyMembers_CloseTheDeadLetterOfTheGroup()
    {
        var queue = _app.Get<WorkQueue<GroupItem>>();
        await queue.DeadLetterAsync(new GroupItem { Group = "rule|one" }, "MH1", "the cause", CancellationToken.None);

        await SucceedAsync(new GroupItem { Group = "rule|one", Members = [Contact] });

        Assert.Empty(await LettersAsync());
    }

    [Fact]
    public Task OptOut_NewsOfTheSamePerson_LeavesTheDeadLetterOfAnAnswer() => AssertApartAsync(
        new OptOutItem { Contact = Contact, Answer = new(true, DateTimeOffset.UnixEpoch, [Guid.NewGuid()]) },
        new OptOutItem { Contact = Contact, Answer = new(false, DateTimeOffset.UnixEpoch, [Guid.NewGuid()]) });

    [Fact]
    public async Task OptOut_AnotherStateOfThePerson_LeavesTheDeadLetterOfAnAnswer()
    {
        var queue = _app.Get<WorkQueue<OptOutItem>>();
        var state = new OptOutItem { Contact = Contact, Standing = new(ContactStatus.Active, false, DateTimeOffset.UnixEpoch) };
        var answer = new OptOutItem { Contact = Contact, Answer = new(true, DateTimeOffset.UnixEpoch, [Guid.NewGuid()]) };
        await queue.DeadLetterAsync(answer, "MH1", "the cause", CancellationToken.None);
        await queue.DeadLetterAsync(state, "MH1", "the cause", CancellationToken.None);

        await SucceedAsync(state);
        Assert.Single(await LettersAsync());

        await SucceedAsync(answer);
        Assert.Empty(await LettersAsync());
    }

    [Fact]
    public Task Contact_AnotherPostedResource_LeavesTheDeadLetter() => AssertApartAsync(
        new ContactItem { Resource = """{"resourceType":"Practitioner","id":"1"}""" },
        new ContactItem { Resource = """{"resourceType":"Practitioner","id":"2"}""" });

    [Fact]
    public async Task Group_TheSameMembersInAnotherOrder_CloseTheDeadLetter()
    {
        var other = Guid.NewGuid();
        var queue = _app.Get<WorkQueue<GroupItem>>();
        await queue.DeadLetterAsync(new GroupItem { Group = "g", Members = [Contact, other] }, "MH1", "the cause", CancellationToken.None);

        await SucceedAsync(new GroupItem { Group = "g", Members = [other, Contact] });

        Assert.Empty(await LettersAsync());
    }

    private async Task AssertApartAsync<TItem>(TItem failed, params TItem[] others)
        where TItem : QueueItem
    {
        var queue = _app.Get<WorkQueue<TItem>>();
        await queue.DeadLetterAsync(failed, "MH1", "the cause", CancellationToken.None);
        var letter = Assert.Single(await LettersAsync());
        foreach (var other in others)
        {
            await SucceedAsync(other);
        }

        Assert.Equal(letter, Assert.Single(await LettersAsync()));
        foreach (var other in others)
        {
            await queue.DeadLetterAsync(other, "MH1", "the cause", CancellationToken.None);
        }

        Assert.Equal(1 + others.Length, (await LettersAsync()).Count);
        await SucceedAsync(failed);
        Assert.DoesNotContain(letter.Id, (await LettersAsync()).Select(l => l.Id));
    }

    private Task SucceedAsync<TItem>(TItem item)
        where TItem : QueueItem
    {
        var work = new Work<TItem>(item);
        work.Finish(ItemState.Done);
        return _app.Get<WorkQueue<TItem>>().SettleAsync(new BatchMessage<TItem> { Items = [item] }, [work], "failed", CancellationToken.None);
    }

    private Task<IReadOnlyList<DeadLetter>> LettersAsync() => _app.Get<DeadLetterStore>().ListAsync(null, 20);
}
