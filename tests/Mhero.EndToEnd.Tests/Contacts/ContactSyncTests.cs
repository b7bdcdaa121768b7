using Hl7.Fhir.Model;
using Mhero.Core.Storage.SyncLog;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>The main path, over HTTP, Azurite and a FHIR server.</summary>
public sealed class ContactSyncTests(ContactSyncTests.World world) : IClassFixture<ContactSyncTests.World>
{
    [Fact]
    public async Task NewWorker_GetsContactAndLinks_AndSecondRoundWritesNothing()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Alice Uwase", number);

        await world.RoundAsync();

        var contact = world.ContactOf(number);
        Assert.Equal("Alice Uwase", contact.Name);
        Assert.Equal(worker.Id, contact.Fields["globalid"]);
        Assert.Equal("Practitioner", contact.Fields["mheroentitytype"]);
        Assert.Contains("Health workers", contact.Groups);
        Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(worker.Id!)));

        await world.SettleAsync();
        world.RapidPro.Requests.Reset();
        var second = await world.RoundAsync();

        Assert.Equal(0, second[SyncCounts.ContactsCreated] + second[SyncCounts.ContactsUpdated] + second[SyncCounts.PractitionersUpdated]);
        Assert.Equal(0, world.RapidPro.Requests.Count("POST", "contacts") + world.RapidPro.Requests.Count("POST", "contact_actions"));
    }

    [Fact]
    public async Task NewContact_BecomesPractitioner_AndIsLinked()
    {
        var number = SyncWorld.NewNumber();
        var contact = world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Jean Bosco", Urns = ["tel:" + number], Language = "kin" });

        await world.RoundAsync();

        var linked = world.RapidPro.Workspace.FindByUuid(contact.Uuid)!;
        var worker = await world.ReadWorkerAsync(linked.Fields["globalid"]!);
        Assert.Equal("Bosco", worker.Name.Single().Family);
        Assert.Equal(number, worker.Telecom.Single(t => t.System == ContactPoint.ContactPointSystem.Phone).Value);
        Assert.Equal("rw", worker.Communication.Single().Coding.Single().Code);
        Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(worker));
    }

    [Fact]
    public async Task BothFilled_SameNumberInAnotherSpelling_AreMatched()
    {
        var number = SyncWorld.NewNumber();
        var national = "0" + number[4..7] + " " + number[7..10] + " " + number[10..];
        var worker = await world.AddWorkerAsync("Claire Mutesi", national);
        var contact = world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Claire Mutesi", Urns = ["tel:" + number] });

        await world.RoundAsync();

        Assert.Equal(worker.Id, world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"]);
        var after = await world.ReadWorkerAsync(worker.Id!);
        Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(after));
        Assert.Equal(national, after.Telecom.Single().Value);
    }

    [Fact]
    public async Task ChangesOfDifferentAttributesOnBothSides_BothArrive()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Eric Habimana", number);
        await world.SettleAsync();
        var contact = world.ContactOf(number);

        await world.EditWorkerAsync(worker.Id!, p => p.Name = [new HumanName { Family = "Nkurunziza", Given = ["Eric"] }]);
        world.RapidPro.Workspace.Edit(contact.Uuid, c => c with { Language = "fra" });
        await world.RoundAsync();

        var after = world.RapidPro.Workspace.FindByUuid(contact.Uuid)!;
        Assert.Equal("Eric Nkurunziza", after.Name);
        Assert.Equal("fra", after.Language);
        var practitioner = await world.ReadWorkerAsync(worker.Id!);
        Assert.Equal("fr", practitioner.Communication.Single().Coding.Single().Code);
        Assert.Equal("Nkurunziza", practitioner.Name.Single().Family);
    }

    [Fact]
    public async Task SameAttributeOnBothSides_RegistryWins_AndConflictIsKept()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Grace Ingabire", number);
        await world.SettleAsync();
        var contact = world.ContactOf(number);

        await world.EditWorkerAsync(worker.Id!, p => p.Name = [new HumanName { Family = "Registry", Given = ["Grace"] }]);
        world.RapidPro.Workspace.Edit(contact.Uuid, c => c with { Name = "Grace Rapidpro" });
        var counts = await world.RoundAsync();

        Assert.Equal(1, counts[SyncCounts.Conflicts]);
        Assert.Equal("Grace Registry", world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Name);
        var kept = await world.Host.Services.GetRequiredService<Core.Sync.Contacts.Conflicts>().ListAsync(10, default);
        var conflict = Assert.Single(kept, c => c.Worker == $"Practitioner/{worker.Id}");
        Assert.Equal(("name", "Grace Registry", "Grace Rapidpro", "Registry"), (conflict.Attribute, conflict.RegistryValue, conflict.RapidProValue, conflict.Winner));
    }

    [Fact]
    public async Task PairsThatMeet_AreWrittenOnceOnEachSide_ThoughBothPollersBringThem()
    {
        var numbers = Enumerable.Range(0, 20).Select(_ => SyncWorld.NewNumber()).ToList();
        foreach (var number in numbers)
        {
            await world.AddWorkerAsync("Meeting " + number[5..], number);
        }

        var contacts = numbers.Select(n => world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Meeting " + n[5..], Urns = ["tel:" + n] }).Uuid).ToList();
        world.RapidPro.Requests.Reset();
        await world.SettleAsync();

        var posts = world.RapidPro.Requests.Recent.Where(r => r is { Method: "POST", Endpoint: "contacts" }).ToList();
        Assert.All(contacts, uuid => Assert.Single(posts, p => p.Query.Contains(uuid.ToString())));
    }

    [Fact]
    public async Task FieldClearedInRapidPro_IsClearedInTheRegistry()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Clear Field", number);
        await world.EditWorkerAsync(worker.Id!, p => p.Gender = AdministrativeGender.Female);
        await world.SettleAsync();
        Assert.NotNull(world.ContactOf(number).Fields["gender"]);

        world.RapidPro.Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["gender"] = null } });
        await world.SettleAsync();

        Assert.Null((await world.ReadWorkerAsync(worker.Id!)).Gender);
    }

    public sealed class World : SyncWorld
    {
        protected override bool UsesAzurite => true;
    }
}
