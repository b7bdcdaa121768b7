using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Recipients;

/// <summary>Health workers <c>p1</c>, <c>p2</c> … with their contacts, and what leads to them.</summary>
internal sealed class RecipientWorld : IDisposable
{
    public RecipientWorld(params (string Name, string Value)[] settings) => Registry = new RegistryApp(settings);

    public RegistryApp Registry { get; }

    private ContactLedger Ledger => Registry.Get<ContactLedger>();

    public static Guid ContactOf(int number) => Guid.Parse($"4b2c1a55-0d7f-4f0e-9a3b-00000000{number:0000}");

    /// <summary>The recipients as <c>person&gt;contact number</c>, those who are left out as <c>reference code</c>, after a bar.</summary>
    public static string Describe(ResolvedRecipients found) =>
        string.Join(", ", found.People.Select(p => $"{p.Person}>{(p.Contact is { } contact ? int.Parse(contact.ToString()[^4..], CultureInfo.InvariantCulture) : "")}"))
        + " | " + string.Join(", ", found.LeftOut.Select(l => $"{l.Reference} {l.Code}"));

    /// <summary>Adds health workers whose contacts the ledger knows as active.</summary>
    public async Task AddAsync(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            AddPerson("Practitioner", $"p{number}", number);
            await KnowAsync(number, null, $"tel:+2507880001{number:00}");
        }
    }

    /// <summary>Adds a person; <paramref name="more"/> are further members, each after a comma.</summary>
    public void AddPerson(string type, string id, int? contact, string more = "") => Put(
        type, id, (contact is { } number ? $$""","identifier":[{"system":"{{MheroSystems.ContactUuid}}","value":"{{ContactOf(number)}}"}]""" : "") + more);

    /// <summary>Adds a resource of some members, each after a comma.</summary>
    public void Put(string type, string id, string members) => Registry.Put("{\"resourceType\":\"" + type + "\",\"id\":\"" + id + "\"" + members + "}");

    /// <summary>Notes a contact in the ledger.</summary>
    public Task KnowAsync(int number, string? status, params string[] urns) => Ledger.WriteAsync(
        [new Document(ContactLedger.ContactKey(ContactOf(number)), SyncJson.Write(new ContactRow { Contact = new Contact { Uuid = ContactOf(number), Status = status ?? "active", Language = "kin", Urns = urns } }), null)],
        CancellationToken.None);

    /// <summary>Notes a worker in the ledger.</summary>
    public Task NoteWorkerAsync(string reference, int? contact, bool gone = false) => Ledger.WriteAsync(
        [new Document(ContactLedger.WorkerKey(reference), SyncJson.Write(new WorkerRow { Contact = contact is { } number ? ContactOf(number) : null, Gone = gone }), null)], CancellationToken.None);

    /// <summary>Notes who owns a number in the ledger.</summary>
    public Task OwnAsync(string number, string[] workers, params int[] contacts) => Ledger.IndexAsync(
        [
            .. workers.Select(w => new OwnerChange(ContactLedger.NumberKey(number), w, null, true)),
            .. contacts.Select(c => new OwnerChange(ContactLedger.NumberKey(number), null, ContactOf(c), true)),
        ],
        CancellationToken.None);

    public Task<ResolvedRecipients> ResolveAsync(params string[] references) => ResolveAsync(false, [.. references.Select((r, i) => new RecipientTarget(new ResourceReference(r), $"recipient[{i}]"))]);

    public Task<ResolvedRecipients> ResolveAsync(bool isUrgent, params RecipientTarget[] targets) => Registry.Get<RecipientResolver>().ResolveAsync(targets, isUrgent);

    public void Dispose() => Registry.Dispose();
}
