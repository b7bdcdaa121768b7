using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>The state of a contact that the ledger keeps after mHero's own write.</summary>
public sealed class ContactWriterTests
{
    private const string Number = "tel:+250788100001";

    private static readonly Guid Uuid = new("11111111-2222-4333-8444-555555555555");
    private static readonly DateTimeOffset Read = new(2026, 3, 4, 7, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Written = Read.AddMinutes(2);

    [Fact]
    public async Task Write_AnswerHasNothingElse_IsTakenWholeAndNotReadAgain()
    {
        var pair = await WriteAsync(Number);

        Assert.True(pair.IsEcho);
        Assert.Equal(("New name", Written), (pair.Contact!.Name, pair.Contact.ModifiedOn));
    }

    [Fact]
    public async Task Write_AnswerHasAChangeThatNoSyncHasRead_LeavesTheChangeToThePollerAndIgnoresStatesFromBeforeTheWrite()
    {
        var pair = await WriteAsync("tel:+250788100002");

        Assert.False(pair.IsEcho);
        Assert.Equal("New name", pair.Contact!.Name);
        Assert.Equal([Number], pair.Contact.Urns);

        // A state with the change alone is older than the row; the answer itself, which the poller will show, is newer.
        Assert.InRange(pair.Contact.ModifiedOn!.Value, Read.AddMinutes(1), Written.AddTicks(-1));
    }

    private static async Task<Pair> WriteAsync(string numberInAnswer)
    {
        using var app = new MemoryApp(_ => AnsweringHandler.Json($$"""
            {"uuid":"{{Uuid}}","name":"New name","status":"active","urns":["{{numberInAnswer}}"],"groups":[],"fields":{},"created_on":"2026-03-04T06:00:00Z","modified_on":"{{Written:O}}"}
            """));
        var pair = new Pair(new ContactItem { Worker = "Practitioner/1" })
        {
            Contact = new Contact { Uuid = Uuid, Name = "Old name", Status = "active", Urns = [Number], ModifiedOn = Read },
            Plan = new PairPlan
            {
                Registry = new WorkerProfile(),
                ContactWrite = new ContactWrite { Name = "New name" },
                ContactChanges = new HashSet<string> { ProfileAttributes.Name },
            },
        };
        await app.Get<ContactWriter>().WriteAsync([pair], CancellationToken.None);
        return pair;
    }
}
