using Mhero.Functions.Timers;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>
/// One side got a record since its last poll, just before the sync would create that record on it. Each test has a world of its own,
/// so that both sides are empty when they are read first.
/// </summary>
public sealed class RecentRecordsTests : IAsyncLifetime
{
    private readonly SyncWorld _world = new();

    private RapidProWorkspace Workspace => _world.RapidPro.Workspace;

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task RapidProGotTheContactSinceTheLastPoll_TheWorkerGetsThatContact_AndNoSecondOne()
    {
        await _world.SettleAsync();
        var number = SyncWorld.NewNumber();
        var worker = await _world.AddWorkerAsync("Since Lastpoll", number);
        var contact = Workspace.AddContact(new SimulatedContact { Name = "Since Lastpoll", Urns = ["whatsapp:" + number[1..]] });

        await _world.Host.InvokeTimerAsync(nameof(SyncRegistry));
        await _world.Host.WaitUntilIdleAsync();

        Assert.Equal(worker.Id, Workspace.FindByUuid(contact.Uuid)!.Fields.GetValueOrDefault("globalid"));
        Assert.Single(Workspace.Contacts, c => c.Name == "Since Lastpoll");
    }

    [Fact]
    public async Task RegistryGotTheWorkerSinceTheLastPoll_TheContactGetsThatWorker_AndNoSecondOne()
    {
        await _world.SettleAsync();
        var number = SyncWorld.NewNumber();
        var contact = Workspace.AddContact(new SimulatedContact { Name = "Before Registrypoll", Urns = ["tel:" + number] });
        var worker = await _world.AddWorkerAsync("Before Registrypoll", number);

        await _world.Host.InvokeTimerAsync(nameof(SyncContacts));
        await _world.Host.WaitUntilIdleAsync();

        Assert.Equal(worker.Id, Workspace.FindByUuid(contact.Uuid)!.Fields.GetValueOrDefault("globalid"));
        Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(await _world.ReadWorkerAsync(worker.Id!)));
    }
}
