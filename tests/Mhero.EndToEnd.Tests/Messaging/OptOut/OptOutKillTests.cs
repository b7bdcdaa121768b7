using Hl7.Fhir.Model;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging.OptOut;

/// <summary>The app dies between the two sides, and is started again.</summary>
public sealed class OptOutKillTests(OptOutWorld world) : IClassFixture<OptOutWorld>
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData("after the Flag", true)]
    [InlineData("before the group", true)]
    [InlineData("after the group", true)]
    [InlineData("after the Flag", false)]
    [InlineData("after the group", false)]
    public async Task KilledAtAStep_BothSidesAgreeInTheEnd(string step, bool isOut)
    {
        var settings = world.SettingsWith();
        var doomed = await world.StartHostAsync(settings, Lease);
        await world.SettleAsync(doomed);
        var (person, contact, _) = await world.AddPersonAsync(doomed);
        if (!isOut)
        {
            await world.PostAnswerAsync(contact, "Stop", Guid.NewGuid(), doomed);
            await world.IdleAsync(doomed);
            Assert.True(world.IsInGroup(contact));
        }

        var hung = 0;
        world.Registry.Reset();
        world.Registry.Plan = call =>
            step == "after the Flag" && call.Writes.Any(w => w.EndsWith(" Flag", StringComparison.Ordinal)) && Interlocked.Exchange(ref hung, 1) == 0 ? FhirFault.HangAfterWork : FhirFault.None;
        var rule = step == "after the Flag" ? null : world.RapidPro.Faults.Add(
            new FaultRule(step == "before the group" ? FaultEffect.Hang() : FaultEffect.HangAfterWork()) { Method = "POST", Endpoint = "contact_actions", Times = 1 });

        await world.PostAnswerAsync(contact, isOut ? "Stop" : "Again", Guid.NewGuid(), doomed);
        await Eventually.HoldsAsync(() => hung == 1 || rule is { Applied: 1 });
        await doomed.AbortAsync();
        await doomed.DisposeAsync();

        // What died while it wrote keeps its claim for a minute.
        await using var survivor = await world.StartHostAsync(settings, Lease, new ShiftedTime(TimeSpan.FromMinutes(4)));
        await Eventually.HoldsAsync(async () => world.IsInGroup(contact) == isOut && (await world.FlagsOfAsync(person)).Count == 1);
        await world.IdleAsync(survivor);
        await world.SettleAsync(survivor);
        await world.FlagsAsync(survivor);
        Assert.Equal(isOut, world.IsInGroup(contact));
        Assert.Equal(isOut ? Flag.FlagStatus.Active : Flag.FlagStatus.Inactive, (await world.FlagOfAsync(person)).Status);
        Assert.Empty(await world.ConflictsOfAsync(person));

        world.Registry.Reset();
        await world.SyncAsync(survivor);
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));
    }
}
