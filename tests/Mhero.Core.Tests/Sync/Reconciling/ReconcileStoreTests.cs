using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reconciling;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Reconciling;

/// <summary>What a full reconcile remembers between two steps, and the pages of the ledger that it walks through.</summary>
public sealed class ReconcileStoreTests : IDisposable
{
    private readonly MemoryApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Seen_OfSeveralPages_IsReadAsOne_AndJobsAreApart()
    {
        var store = _app.Get<ReconcileStore>();
        var contacts = Enumerable.Range(0, 600).Select(_ => Guid.NewGuid()).ToList();
        await store.AddSeenAsync("job", 1, contacts[..250], default);
        await store.AddSeenAsync("job", 2, [], default);
        await store.AddSeenAsync("job", 3, contacts[200..], default);
        await store.AddSeenAsync("job2", 1, [Guid.NewGuid()], default);

        // A step that is repeated after a process died replaces its page.
        await store.AddSeenAsync("job", 3, contacts[200..], default);

        Assert.Equal(contacts.Order(), (await store.SeenAsync("job", default)).Order());
        await store.ClearAsync("job", default);
        Assert.Empty(await store.SeenAsync("job", default));
        Assert.Single(await store.SeenAsync("job2", default));
    }

    [Fact]
    public async Task Missing_InPages_ShowsEachRecordOnce()
    {
        var store = _app.Get<ReconcileStore>();
        var rows = new[] { "Practitioner/1", "Practitioner/10", "Practitioner/1-a", "Practitioner/2", $"{Guid.NewGuid()}" }.Select(record => new MissingRow(record, true)).ToList();
        await store.WriteMissingAsync("job", rows, default);
        await store.WriteMissingAsync("job2", [new MissingRow("Practitioner/3", true)], default);
        await store.WriteMissingAsync("job", [rows[1] with { IsGone = true }], default);

        var read = new List<MissingRow>();
        for (var page = await store.MissingAsync("job", null, 2, default); page.Count > 0; page = await store.MissingAsync("job", page[^1].Record, 2, default))
        {
            read.AddRange(page);
        }

        Assert.Equal(rows.Select(row => row.Record).Order(StringComparer.Ordinal), read.Select(row => row.Record).Order(StringComparer.Ordinal));
        Assert.Equal("Practitioner/10", Assert.Single(read, row => row.IsGone).Record);
        Assert.Single(read, row => row.Contact is not null);
    }

    [Fact]
    public async Task ClearOthers_RemovesWhatFinishedJobsLeft()
    {
        var store = _app.Get<ReconcileStore>();
        foreach (var job in new[] { "over", "running" })
        {
            await store.SaveAsync(job, new ReconcileProgress { Execution = "1" }, default);
            await store.AddSeenAsync(job, 1, [Guid.NewGuid()], default);
            await store.WriteMissingAsync(job, [new MissingRow("Practitioner/1", true)], default);
        }

        await store.ClearOthersAsync(job => Task.FromResult(job == "over"), default);

        Assert.Null(await store.FindAsync("over", default));
        Assert.Empty(await store.SeenAsync("over", default));
        Assert.NotNull(await store.FindAsync("running", default));
        Assert.Single(await store.MissingAsync("running", null, 9, default));
    }

    [Fact]
    public async Task Ledger_InPages_ShowsEachRowOnce()
    {
        var ledger = _app.Get<ContactLedger>();
        string[] references = ["Practitioner/1", "Practitioner/10", "Practitioner/1-a", "Practitioner/1.a", "Practitioner/2", "Person/1"];
        var contacts = Enumerable.Range(0, 7).Select(_ => Guid.NewGuid()).ToList();
        await ledger.WriteAsync([.. references.Select(r => new Document(ContactLedger.WorkerKey(r), SyncJson.Write(new WorkerRow())))], default);
        await ledger.WriteAsync([.. contacts.Select(c => new Document(ContactLedger.ContactKey(c), SyncJson.Write(new ContactRow { Contact = new Contact { Uuid = c } })))], default);
        await ledger.WriteAsync([new Document(ContactLedger.NumberKey("+250788000101"), SyncJson.Write(new NumberRow()))], default);

        var workers = new List<string>();
        for (var page = await ledger.WorkersAfterAsync(null, 2, default); page.Count > 0; page = await ledger.WorkersAfterAsync(page[^1].Reference, 2, default))
        {
            workers.AddRange(page.Select(row => row.Reference));
        }

        var seen = new List<Guid>();
        for (var page = await ledger.ContactsAfterAsync(null, 3, default); page.Count > 0; page = await ledger.ContactsAfterAsync(page[^1].Uuid, 3, default))
        {
            seen.AddRange(page.Select(row => row.Uuid));
        }

        Assert.Equal(references.Order(StringComparer.Ordinal), workers.Order(StringComparer.Ordinal));
        Assert.Equal(contacts.Order(), seen.Order());
        Assert.Equal((7, 6), await ledger.CountAsync(default));
    }
}
