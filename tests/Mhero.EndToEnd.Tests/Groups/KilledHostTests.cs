using Mhero.Core.Storage.SyncLog;
using Mhero.Functions.Timers;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>The host dies while members are put into a group, more than once, and is started again.</summary>
public sealed class KilledHostTests(GroupWorld world) : IClassFixture<GroupWorld>
{
    /// <summary>How long a message of a dead host stays invisible; short, so that the test need not wait for it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task HostKilledInTheMiddle_NextOneFinishes()
    {
        const int Members = 1_000;
        var settings = world.NewSettings();
        var ids = Enumerable.Range(0, Members).Select(n => $"killed-{n}").ToList();
        ids.ForEach(id => world.AddMember(id));
        await world.AddGroupAsync("Killed", ids);
        foreach (var membersAtDeath in new[] { 0, 200, 600 })
        {
            var doomed = await world.StartHostAsync(settings, Lease);
            var reading = doomed.InvokeTimerAsync(nameof(SyncGroups));
            var began = TimeProvider.System.GetTimestamp();
            while (CountOf("Killed") < membersAtDeath)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(2), "The members do not come.\n" + world.Log.Last(40));
                await Task.Delay(5);
            }

            await doomed.AbortAsync();
            await reading.ContinueWith(_ => { }, TaskScheduler.Default);
            await doomed.DisposeAsync();
        }

        await using var survivor = await world.StartHostAsync(settings, Lease);
        await world.ReadGroupsAsync(survivor);
        var last = await world.ReadGroupsAsync(survivor);

        Assert.Equal(Members, CountOf("Killed"));
        Assert.Single(world.RapidPro.Workspace.Groups, g => g.Name.StartsWith("Killed", StringComparison.Ordinal));
        Assert.Equal(0, last[SyncCounts.MembersAdded] + last[SyncCounts.MembersRemoved]);
    }

    private int CountOf(string group) => world.RapidPro.Workspace.Groups.SingleOrDefault(g => g.Name == group)?.Count ?? 0;
}
