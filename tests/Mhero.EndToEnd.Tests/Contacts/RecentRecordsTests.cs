using Mhero.Functions.Timers;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>One side got a record since its last poll, just before the sync would create that record on it.</summary>
public sealed class RecentRecordsTests(SyncWorld world) : IClassFixture<SyncWorld>
{
    private RapidProWorkspace Workspace => world.RapidPro.Workspace;

    [Fact]
    public async Task RapidProGotTheContactSinceTheLastPoll_TheWorkerGetsThatContact_AndNoSecondOne()
    {
        await BeginAsync();
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Since Lastpoll", number);
        var contact = Workspace.AddContact(new SimulatedContact { Name = "Since Lastpoll", Urns = ["whatsapp:" + number[1..]] });

        await world.Host.InvokeTimerAsync(nameof(SyncRegistry));
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(worker.Id, Workspace.FindByUuid(contact.Uuid)!.Fields.GetValueOrDefault("globalid"));
        Assert.Single(Workspace.Contacts, c => c.Name == "Since Lastpoll");
    }

    [Fact]
    public async Task RegistryGotTheWorkerSinceTheLastPoll_TheContactGetsThatWorker_AndNoSecondOne()
    {
        await BeginAsync();
        var number = SyncWorld.NewNumber();
        var contact = Workspace.AddContact(new SimulatedContact { Name = "Before Registrypoll", Urns = ["tel:" + number] });
        var worker = await world.AddWorkerAsync("Before Registrypoll", number);

        await world.Host.InvokeTimerAsync(nameof(SyncContacts));
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(worker.Id, Workspace.FindByUuid(contact.Uuid)!.Fields.GetValueOrDefault("globalid"));
        Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(worker.Id!)));
    }

    /// <summary>Both sides have had a record and were read, so that the polls of the test are not the first.</summary>
    private async Task BeginAsync()
    {
        await world.AddWorkerAsync("Earlier Worker", SyncWorld.NewNumber());
        Workspace.AddContact(new SimulatedContact { Name = "Earlier Contact", Urns = ["tel:" + SyncWorld.NewNumber()] });
        await world.SettleAsync();
    }
}
