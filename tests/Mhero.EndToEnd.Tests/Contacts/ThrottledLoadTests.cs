using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>A first load under a quota that ends again and again: what was refused was not done, so nothing has to be looked for.</summary>
public sealed class ThrottledLoadTests(SyncWorld world) : IClassFixture<SyncWorld>
{
    private const int Workers = 120;
    private const int Quota = 25;

    [Fact]
    public async Task FirstLoad_QuotaEndsAgainAndAgain_TakesHardlyMoreThanOneRequestAContact()
    {
        for (var i = 0; i < Workers; i++)
        {
            await world.AddWorkerAsync($"Throttled Number{i}", SyncWorld.NewNumber());
        }

        await using var host = await world.StartHostAsync(world.NewSettings());
        var left = Quota;
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Throttled(1))
        {
            Endpoint = "contacts",
            When = _ => Interlocked.Decrement(ref left) < 0,
        });
        await using var refill = new Timer(_ => Volatile.Write(ref left, Quota), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        world.RapidPro.Requests.Reset();

        await host.InvokeTimerAsync(nameof(SyncContacts));
        await host.InvokeTimerAsync(nameof(SyncRegistry));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await host.WaitUntilIdleAsync(patience.Token);

        world.RapidPro.Faults.Remove(rule);
        Assert.True(rule.Applied > 0, "The quota never ended.");
        Assert.Equal(Workers, world.RapidPro.Workspace.Contacts.Count(c => c.Fields.GetValueOrDefault("globalid") is { Length: > 0 }));
        var creates = world.RapidPro.Requests.Count("POST", "contacts");
        var reads = world.RapidPro.Requests.Count("GET", "contacts");
        Assert.InRange(creates, Workers, Workers * 1.2);
        Assert.InRange(creates + reads, Workers, Workers * 1.3);
    }
}
