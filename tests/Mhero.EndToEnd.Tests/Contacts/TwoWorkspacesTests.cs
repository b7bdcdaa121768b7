using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Messaging;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>Two workspaces with an app each, on one registry: a worker with a contact in both stays one Practitioner.</summary>
public sealed class TwoWorkspacesTests(SyncWorld world) : IClassFixture<SyncWorld>, IAsyncLifetime
{
    private const string SecondSystem = "http://example.org/second-workspace/contact-uuid";

    private RapidProSimulator _second = null!;
    private FunctionsHost _host = null!;

    public async Task InitializeAsync()
    {
        _second = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions());
        _second.Workspace.AddField("globalid");
        _second.Workspace.AddField("mheroentitytype");
        var settings = world.NewSettings();
        settings["Mhero:RapidPro:BaseUrl"] = _second.BaseUrl.ToString();
        settings["Mhero:RapidPro:Token"] = _second.Options.Token;
        settings["Mhero:Contacts:LinkSystem"] = SecondSystem;
        _host = await world.StartHostAsync(settings);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task WorkerOfTheRegistry_GetsAContactInEach_AndBothLinksStay()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Amina Uwase", number);
        await SettleAsync();

        var (one, two) = (world.ContactOf(number), ContactOf(number));
        var now = await world.ReadWorkerAsync(worker.Id!);
        Assert.Equal([one.Uuid.ToString()], LinksOf(now, MheroSystems.ContactUuid));
        Assert.Equal([two.Uuid.ToString()], LinksOf(now, SecondSystem));
        Assert.All([one, two], c => Assert.Equal(worker.Id, c.Fields["globalid"]));

        // Neither takes the other's link away: nothing is written any more.
        foreach (var host in new[] { world.Host, _host, world.Host, _host })
        {
            Assert.Equal(0, Writes(await world.RoundAsync(host)));
        }

        Assert.Equal(now.Meta!.VersionId, (await world.ReadWorkerAsync(worker.Id!)).Meta!.VersionId);
    }

    [Fact]
    public async Task ContactInBothWorkspaces_BecomesOnePractitioner_AndAChangeReachesBoth()
    {
        var number = SyncWorld.NewNumber();
        world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Bosco Kalisa", Urns = ["tel:" + number] });
        var there = _second.Workspace.AddContact(new SimulatedContact { Name = "Bosco Kalisa", Urns = ["tel:" + number] });
        await SettleAsync();

        var worker = Assert.Single(await WithAsync(number));
        Assert.Equal([world.ContactOf(number).Uuid.ToString()], LinksOf(worker, MheroSystems.ContactUuid));
        Assert.Equal([there.Uuid.ToString()], LinksOf(worker, SecondSystem));

        _second.Workspace.Edit(there.Uuid, c => c with { Name = "Bosco Kalisa Mugabo" });
        await SettleAsync();
        Assert.Single(await WithAsync(number));
        Assert.Equal("Bosco Kalisa Mugabo", world.ContactOf(number).Name);

        // One workspace loses the contact: its link alone goes.
        _second.Workspace.Edit(there.Uuid, c => c with { Deleted = true });
        await world.RoundAsync(_host);
        var left = Assert.Single(await WithAsync(number));
        Assert.DoesNotContain(there.Uuid.ToString(), LinksOf(left, SecondSystem));
        Assert.Equal([world.ContactOf(number).Uuid.ToString()], LinksOf(left, MheroSystems.ContactUuid));
    }

    [Fact]
    public async Task MessageOfAnApp_GoesToTheContactOfItsWorkspace()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Claude Habimana", number);
        await SettleAsync();
        var messaging = new MessagingWorld { Sync = world };
        var text = "Second " + Guid.NewGuid();

        var (_, id, _) = await messaging.PostAsync(MessagingWorld.Request(text, $"Practitioner/{worker.Id}"), host: _host);
        await messaging.CompleteAsync(id!.Value, _host);

        Assert.Equal([ContactOf(number).Uuid], _second.Workspace.CountMessages(text).Keys);
        Assert.Empty(world.RapidPro.Workspace.CountMessages(text));
    }

    private static long Writes(SyncCounts counts) =>
        counts[SyncCounts.ContactsCreated] + counts[SyncCounts.ContactsUpdated] + counts[SyncCounts.PractitionersCreated] + counts[SyncCounts.PractitionersUpdated];

    private static List<string> LinksOf(Practitioner worker, string system) => [.. worker.Identifier.Where(i => i.System == system).Select(i => i.Value!)];

    private async Task SettleAsync()
    {
        await world.SettleAsync();
        await world.SettleAsync(_host);
        await world.SettleAsync();
        await world.SettleAsync(_host);
    }

    private SimulatedContact ContactOf(string number) => _second.Workspace.FindByUrn("tel:" + number)!;

    private async Task<List<Practitioner>> WithAsync(string number)
    {
        var found = new List<Practitioner>();
        await foreach (var page in world.Fhir.SearchPagesAsync(new FhirSearch("Practitioner")))
        {
            found.AddRange(page.Matches.OfType<Practitioner>().Where(p => p.Telecom.Exists(t => t.Value == number)));
        }

        return found;
    }
}
