using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Persons;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating.Persons;

/// <summary>Whom a text names: a reference, an id, a contact or a number.</summary>
public sealed class PersonFinderTests : IDisposable
{
    private const string Number = "+250788000101";
    private const string Linked = "Practitioner/12";

    private static readonly Guid Contact = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");
    private static readonly Guid Unlinked = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02");
    private static readonly Guid WorkerId = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a03");
    private static readonly Guid WorkerContact = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a04");

    private readonly TwoSidesApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(Linked, Linked, "4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01")]
    [InlineData("12", Linked, "4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01")]
    [InlineData("Person/12", "Person/12", null)]
    [InlineData("unknown", "Practitioner/unknown", null)]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01", Linked, "4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01")]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02", "Practitioner/4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02", "4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02")]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a03", "Practitioner/4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a03", "4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a04")]
    [InlineData(Number, Linked, "4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01")]
    [InlineData("0788 000 101", Linked, "4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01")]
    public async Task FindAsync_Text_NamesThePerson(string text, string worker, string? contact)
    {
        await FillAsync();
        await OwnAsync(Linked, null);

        Assert.Equal(new FoundPerson(worker, contact is null ? null : Guid.Parse(contact)), await FindAsync(text));
    }

    [Theory]
    [InlineData("Practitioner/not an id")]
    [InlineData("Location/12")]
    [InlineData("no such person!")]
    [InlineData("")]
    public async Task FindAsync_TextThatNamesNobody_IsNull(string text)
    {
        await FillAsync();

        Assert.Null(await FindAsync(text));
    }

    [Fact]
    public async Task FindAsync_NumberWithoutAnOwner_MayBeAnId()
    {
        Assert.Null(await FindAsync(Number));
        Assert.Equal(new FoundPerson("Practitioner/0788000101", null), await FindAsync("0788000101"));
    }

    [Fact]
    public async Task FindAsync_NumberOfAContactAlone_IsTheContact()
    {
        await FillAsync();
        await OwnAsync(null, Unlinked);

        Assert.Equal(new FoundPerson(null, Unlinked), await FindAsync(Number));
    }

    [Fact]
    public async Task FindAsync_NumberOfAWorkerAndTheirContact_IsOnePerson()
    {
        await FillAsync();
        await OwnAsync(Linked, null);
        await OwnAsync(null, Contact);

        Assert.Equal(new FoundPerson(Linked, Contact), await FindAsync(Number));
    }

    [Fact]
    public async Task FindAsync_NumberOfSeveral_NamesThem()
    {
        await FillAsync();
        await OwnAsync(Linked, null);
        await OwnAsync(null, Unlinked);

        var refusal = await Assert.ThrowsAsync<OperatorException>(() => FindAsync(Number));

        Assert.Equal((HttpCodes.SeveralPersons, $"Several persons have this telephone number: ask for one of {Linked}, {Unlinked}."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task OwnersAsync_WorkersAndContacts_GivesTheWorkers()
    {
        await FillAsync();
        await OwnAsync("Practitioner/99", null);
        await OwnAsync(null, Contact);
        await OwnAsync(null, Unlinked);

        Assert.Equal([Linked, "Practitioner/99"], (await _app.Get<PersonFinder>().OwnersAsync(Number, CancellationToken.None)).Order());
    }

    private Task<FoundPerson?> FindAsync(string text) => _app.Get<PersonFinder>().FindAsync(text, CancellationToken.None);

    private async Task OwnAsync(string? worker, Guid? contact) =>
        await _app.Get<ContactLedger>().IndexAsync([new OwnerChange(ContactLedger.NumberKey(Number), worker, contact, true)], CancellationToken.None);

    /// <summary>A linked worker, a contact without one, and a worker whose id is a UUID.</summary>
    private async Task FillAsync() => await _app.Get<ContactLedger>().WriteAsync(
        [
            new Document(ContactLedger.WorkerKey(Linked), SyncJson.Write(new WorkerRow { Contact = Contact, Profile = new WorkerProfile() }), null),
            new Document(ContactLedger.ContactKey(Contact), SyncJson.Write(new ContactRow { Worker = Linked, Contact = new Contact { Uuid = Contact } }), null),
            new Document(ContactLedger.ContactKey(Unlinked), SyncJson.Write(new ContactRow { Contact = new Contact { Uuid = Unlinked } }), null),
            new Document(ContactLedger.WorkerKey($"Practitioner/{WorkerId}"), SyncJson.Write(new WorkerRow { Contact = WorkerContact, Profile = new WorkerProfile() }), null),
        ],
        CancellationToken.None);
}
