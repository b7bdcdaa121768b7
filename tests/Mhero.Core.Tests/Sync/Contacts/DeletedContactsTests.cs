using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;
using Contact = Mhero.Core.RapidPro.Model.Contact;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>A worker no longer names a contact that was deleted, whatever the ledger knows of the worker.</summary>
public sealed class DeletedContactsTests : IDisposable
{
    private static readonly Guid Deleted = new("11111111-2222-4333-8444-555555555555");
    private static readonly Guid Other = new("66666666-7777-4888-8999-000000000000");

    private readonly MemoryApp _app = new(_ => AnsweringHandler.Fhir(
        """{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"200 OK","etag":"W/\"2\"","location":"Practitioner/1/_history/2"}}]}"""));

    public void Dispose() => _app.Dispose();

    public static TheoryData<string, string, bool> States => new()
    {
        // What the ledger links the worker to, which contact the worker names, whether it is unlinked.
        { "this", "this", true },
        { "none", "this", true },
        { "no row", "this", true },
        { "other", "other", false },
        { "none", "other", false },
        { "no row", "other", false },
        { "none", "none", false },
    };

    [Theory]
    [MemberData(nameof(States))]
    public async Task Handle_WorkerOfADeletedContact_IsUnlinkedIfItIsTheContacts(string row, string named, bool isUnlinked)
    {
        var pair = await NewAsync(row, named);

        var again = await _app.Get<DeletedContacts>().HandleAsync([pair], CancellationToken.None);

        Assert.Equal(ItemState.Done, pair.State);
        Assert.Equal(isUnlinked, pair.WorkerUpdated);
        Assert.Equal(isUnlinked ? ["Practitioner/1"] : [], again.Select(i => i.Worker));
        Assert.Equal(isUnlinked ? 1 : 0, _app.Http.Requests.Count);

        // A review of a worker who is not the contact's stays open.
        Assert.Equal(isUnlinked ? "Practitioner/1" : null, pair.Reference);
        Assert.Empty(await _app.Get<ContactLedger>().FindContactsAsync([Deleted], CancellationToken.None));
    }

    private static Guid? ContactOf(string name) => name switch { "this" => Deleted, "other" => Other, _ => null };

    private async Task<Pair> NewAsync(string row, string named)
    {
        var ledger = _app.Get<ContactLedger>();
        var contact = new ContactRow { Contact = new Contact { Uuid = Deleted } };
        await ledger.WriteAsync([new(ContactLedger.ContactKey(Deleted), SyncJson.Write(contact), null)], CancellationToken.None);
        if (row != "no row")
        {
            await ledger.WriteAsync([new(ContactLedger.WorkerKey("Practitioner/1"), SyncJson.Write(new WorkerRow { Contact = ContactOf(row) }), null)], CancellationToken.None);
        }

        var worker = new Practitioner { Id = "1", Active = true };
        if (ContactOf(named) is { } uuid)
        {
            worker.Identifier.Add(new Identifier(MheroSystems.ContactUuid, uuid.ToString()));
        }

        var workers = await ledger.FindWorkersAsync(["Practitioner/1"], CancellationToken.None);
        return new Pair(new ContactItem { ContactUuid = Deleted, Deleted = true })
        {
            Reference = "Practitioner/1",
            Worker = new HealthWorker(worker, []),
            WorkerRow = workers.TryGetValue("Practitioner/1", out var found) ? found : null,
            ContactRow = new(contact, "1"),
        };
    }
}
