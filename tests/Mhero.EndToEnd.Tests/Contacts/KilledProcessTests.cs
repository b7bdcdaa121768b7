using Mhero.Core.Fhir;
using Mhero.EndToEnd.Tests.Cli;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>The app dies in the middle of 500 workers, more than once, and is started again.</summary>
public sealed class KilledProcessTests(KilledProcessTests.World world) : IClassFixture<KilledProcessTests.World>
{
    private const int Workers = 500;

    /// <summary>How long a message of a dead host stays invisible; short, so that the test need not wait for it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task KilledInTheMiddle_EveryWorkerHasOneContactInTheEnd()
    {
        var numbers = Enumerable.Range(0, Workers).Select(_ => SyncWorld.NewNumber()).ToList();
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) => await world.AddWorkerAsync("Kill " + number, number));

        // Other instances than the world's own, so that each can die; they share settings, hence queue and ledger.
        var settings = world.NewSettings();
        foreach (var contactsAtDeath in new[] { 0, 60, 200, 350 })
        {
            var doomed = await world.StartHostAsync(settings, Lease);
            var reading = Task.WhenAll(doomed.InvokeTimerAsync(nameof(SyncRegistry)), doomed.InvokeTimerAsync(nameof(SyncContacts)));
            await Eventually.HoldsAsync(() => world.RapidPro.Workspace.ContactCount >= contactsAtDeath);

            await doomed.AbortAsync();
            await reading.ContinueWith(_ => { }, TaskScheduler.Default);
            await doomed.DisposeAsync();
        }

        await using var survivor = await world.StartHostAsync(settings, Lease);
        await world.SettleAsync(survivor);

        Assert.Equal(Workers, world.RapidPro.Workspace.Contacts.Count(c => numbers.Contains(c.Urns[0][4..])));
        Assert.Equal(Workers, numbers.Select(n => world.ContactOf(n).Fields["globalid"]).Distinct().Count());
        await foreach (var page in world.Fhir.SearchPagesAsync(new FhirSearch("Practitioner")))
        {
            Assert.All(page.Matches.OfType<Hl7.Fhir.Model.Practitioner>(), p => Assert.Equal(world.ContactOf(p.Telecom[0].Value!).Uuid.ToString(), SyncWorld.ContactUuidOf(p)));
        }
    }

    [Fact]
    public async Task ProcessKilled_TheNextOneFinishes()
    {
        const int More = 150;
        var numbers = Enumerable.Range(0, More).Select(_ => SyncWorld.NewNumber()).ToList();
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) => await world.AddWorkerAsync("Kill " + number, number));
        var settings = world.NewSettings().Where(s => s.Value is not null).Select(s => (s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value!)).ToArray();
        var before = world.RapidPro.Workspace.ContactCount;

        // However fast the sync is, it is to be killed in the middle.
        var slow = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Delay(TimeSpan.FromMilliseconds(200))) { Method = "POST", Endpoint = "contacts" });
        using (var doomed = MheroProcess.Start("up --once --json", settings))
        {
            await Eventually.HoldsAsync(() => world.RapidPro.Workspace.ContactCount >= before + 20 || doomed.HasExited);

            doomed.Kill(entireProcessTree: true);
            await doomed.WaitForExitAsync();
        }

        world.RapidPro.Faults.Remove(slow);
        Assert.InRange(world.RapidPro.Workspace.ContactCount, before + 1, before + More - 1);
        var survivor = await MheroProcess.RunAsync("up --once --json", settings);

        Assert.True(survivor.ExitCode == 0, survivor.Errors);
        Assert.All(numbers, number => Assert.Single(world.RapidPro.Workspace.Contacts, c => c.Urns.Contains("tel:" + number)));
        Assert.All(numbers, number => Assert.NotNull(world.ContactOf(number).Fields["globalid"]));
    }

    public sealed class World : SyncWorld
    {
        protected override bool UsesAzurite => true;
    }
}
