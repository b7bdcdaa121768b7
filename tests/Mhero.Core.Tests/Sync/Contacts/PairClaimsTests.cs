using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>A batch writes a pair only while the ledger's rows of both sides are those that it planned from.</summary>
public sealed class PairClaimsTests : IDisposable
{
    private const string Worker = "Practitioner/3";
    private static readonly Guid Uuid = new("11111111-2222-4333-8444-555555555555");

    private readonly MemoryApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Claim_RowsAreUnchanged_KeepsOthersAwayFromBoth()
    {
        await WriteAsync(null, new ContactRow { Worker = Worker, Contact = Contact("0") });
        var (mine, other) = (await PlannedAsync(), await PlannedAsync());

        await ClaimAsync(mine);
        await ClaimAsync(other);

        Assert.Equal((true, true, true), (mine.IsOpen, mine.Claimed, mine.ContactClaimed));
        Assert.Equal((ItemState.Postponed, SyncCodes.Overtaken), (other.State, other.Code));
    }

    [Fact]
    public async Task Claim_AnotherBatchHasSeenANewerStateOfTheContact_IsPostponed()
    {
        var version = await WriteAsync(null, new ContactRow { Worker = Worker, Contact = Contact("0") });
        var pair = await PlannedAsync();
        await WriteAsync(version, new ContactRow { Worker = Worker, Contact = Contact("1") });

        await ClaimAsync(pair);

        Assert.Equal((ItemState.Postponed, SyncCodes.Overtaken), (pair.State, pair.Code));
    }

    private static Contact Contact(string name) => new() { Uuid = Uuid, Name = name };

    private async Task<string?> WriteAsync(string? version, ContactRow row)
    {
        var ledger = _app.Get<ContactLedger>();
        if (version is null)
        {
            await ledger.WriteAsync([new(ContactLedger.WorkerKey(Worker), SyncJson.Write(new WorkerRow { Contact = Uuid }), null)], CancellationToken.None);
        }

        return (await ledger.WriteAsync([new(ContactLedger.ContactKey(Uuid), SyncJson.Write(row), version)], CancellationToken.None)).Values.Single();
    }

    private async Task<Pair> PlannedAsync()
    {
        var ledger = _app.Get<ContactLedger>();
        return new Pair(new ContactItem { Worker = Worker })
        {
            Contact = Contact("0"),
            WorkerRow = (await ledger.FindWorkersAsync([Worker], CancellationToken.None))[Worker],
            ContactRow = (await ledger.FindContactsAsync([Uuid], CancellationToken.None))[Uuid],
            Plan = new PairPlan { Registry = new WorkerProfile(), Action = ContactActions.Add },
        };
    }

    private Task ClaimAsync(Pair pair) => _app.Get<PairClaims>().ClaimAsync([pair], CancellationToken.None);
}
