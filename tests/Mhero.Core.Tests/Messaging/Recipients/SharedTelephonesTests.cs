using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Sync.Contacts.Ledger;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Recipients;

/// <summary>People who share a telephone: the message goes to it once.</summary>
public sealed class SharedTelephonesTests
{
    private const string Number = "+250788000101";
    private const string OtherNumber = "+250788000102";

    [Fact]
    public async Task Settle_TwoWithoutAContact_GoesThroughTheFirst()
    {
        using var world = new RecipientWorld();

        Assert.Equal("a:, b: MH5113", await SettleAsync(world, Person("a", Number), Person("b", Number)));
        Assert.Equal("a:, b:", await SettleAsync(world, Person("a", Number), Person("b", OtherNumber)));
        Assert.Equal("a:, b:", await SettleAsync(world, Person("a", Number), Person("b", Number, OtherNumber)));
        Assert.Equal("a:, b: MH5113", await SettleAsync(world, Person("a", Number, OtherNumber), Person("b", OtherNumber, Number)));
    }

    [Fact]
    public async Task Settle_NumberOfAnotherWorkersContact_WaitsForTheReviewUnlessThatOneIsReached()
    {
        using var world = new RecipientWorld();
        await world.NoteWorkerAsync("Practitioner/owner", 1);
        await world.OwnAsync(Number, ["Practitioner/owner", "Practitioner/a"]);

        Assert.Equal("a: MH5113", await SettleAsync(world, Person("a", Number)));
        Assert.Contains("review MH4003", (await LeftAsync(world, Person("a", Number))).Reason, StringComparison.Ordinal);
        Assert.Contains("goes to it once", (await LeftAsync(world, Person("a", Number), Reached(1))).Reason, StringComparison.Ordinal);
        Assert.Equal("a:", await SettleAsync(world, Person("a", Number, OtherNumber)));
    }

    [Theory]
    [InlineData(true, "a:")]
    [InlineData(false, "a: MH5113")]
    public async Task Settle_OwnerWhomTheRegistryHasNoMore_DoesNotCount(bool gone, string expected)
    {
        using var world = new RecipientWorld();
        await world.NoteWorkerAsync("Practitioner/owner", 1, gone);
        await world.OwnAsync(Number, ["Practitioner/owner"]);

        Assert.Equal(expected, await SettleAsync(world, Person("a", Number)));
    }

    [Fact]
    public async Task Settle_ContactOfNoWorkerWhoseNumberSeveralShare_IsWrittenToOnceWhenAllAreRecipients()
    {
        using var world = new RecipientWorld();
        await world.OwnAsync(Number, ["Practitioner/a", "Practitioner/b"], 3);

        Assert.Equal("a:3, b: MH5113", await SettleAsync(world, Person("a", Number), Person("b", Number)));
        Assert.Equal("a: MH5113", await SettleAsync(world, Person("a", Number)));
    }

    [Fact]
    public async Task Settle_LedgerHasAReachedContactWithTheNumber_LeavesTheOtherOut()
    {
        using var world = new RecipientWorld();
        await world.OwnAsync(Number, [], 1);

        Assert.Equal("a: MH5113, contact 1", (await SettleAsync(world, Person("a", Number), Reached(1))).Replace($"contact {RecipientWorld.ContactOf(1)}:1", "contact 1", StringComparison.Ordinal));
        Assert.Equal("a:", await SettleAsync(world, Person("a", Number)));
    }

    [Fact]
    public async Task Settle_WhoIsLeftOutHasAContactOrHasNoNumber_IsNotTouched()
    {
        using var world = new RecipientWorld();
        await world.NoteWorkerAsync("Practitioner/owner", 1);
        await world.OwnAsync(Number, ["Practitioner/owner"]);
        var left = Person("left", Number);
        left.LeaveOut("MH5105", "");
        var linked = Person("linked", Number);
        linked.Contact = RecipientWorld.ContactOf(2);

        Assert.Equal("left: MH5105, linked:2, none:", await SettleAsync(world, left, linked, Person("none")));
    }

    private static PossibleRecipient Person(string id, params string[] numbers) => new() { Person = "Practitioner/" + id, Path = "p", Numbers = numbers };

    private static PossibleRecipient Reached(int contact) => new() { Path = "p", Contact = RecipientWorld.ContactOf(contact) };

    private static async Task<string> SettleAsync(RecipientWorld world, params PossibleRecipient[] people)
    {
        await new SharedTelephones(world.Registry.Get<ContactLedger>()).SettleAsync(people, CancellationToken.None);
        return string.Join(", ", people.Select(p => $"{p.Label.Replace("Practitioner/", "", StringComparison.Ordinal)}:{p.Contact?.ToString()[^1..]}{(p.Code is null ? "" : " " + p.Code)}"));
    }

    private static async Task<PossibleRecipient> LeftAsync(RecipientWorld world, params PossibleRecipient[] people)
    {
        await SettleAsync(world, people);
        Assert.Equal("MH5113", people[0].Code);
        return people[0];
    }
}
