using Hl7.Fhir.Model;
using Mhero.Core.Storage;
using Mhero.Functions.Timers;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>Many members, and a host that dies among them.</summary>
public sealed class ManyMembersTests(GroupWorld world) : IClassFixture<GroupWorld>
{
    /// <summary>How long a message of a dead host stays invisible; short, so that the test need not wait for it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task TwentyThousand_MovedToAnotherGroup_TakeARequestForAHundred()
    {
        const int Members = 20_000;
        var ids = Enumerable.Range(0, Members).Select(n => $"many-{n}").ToList();
        ids.ForEach(id => world.AddMember(id));
        var from = await world.AddGroupAsync("Many from", ids);
        var to = await world.AddGroupAsync("Many to", []);
        var first = await world.ReadGroupsAsync();
        Assert.Equal(Members, first[SyncCounts.MembersAdded]);
        Assert.Equal(Members, CountOf("Many from"));
        await world.ReadGroupsAsync();

        await world.Fhir.UpdateAsync<Group>(to.Id!, g => { g.Member = [.. ids.Select(id => new Group.MemberComponent { Entity = new ResourceReference("Practitioner/" + id) })]; return g; });
        await world.Fhir.UpdateAsync<Group>(from.Id!, g => { g.Member.Clear(); return g; });
        world.RapidPro.Requests.Reset();
        var moved = await world.ReadGroupsAsync();

        Assert.Equal((Members, Members), (moved[SyncCounts.MembersAdded], moved[SyncCounts.MembersRemoved]));
        Assert.Equal((0, Members), (CountOf("Many from"), CountOf("Many to")));
        Assert.InRange(world.RapidPro.Requests.Count("POST", "contact_actions"), 2 * Members / 100, (2 * Members / 100) + 10);
        Assert.Equal(0, world.RapidPro.Requests.Count("POST", "contacts"));
    }

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
            while (CountOf("Killed") < membersAtDeath)
            {
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
