using Hl7.Fhir.Model;
using Mhero.Core.Storage.SyncLog;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>Requests go by the hundred, however many move.</summary>
public sealed class ManyMembersTests(GroupWorld world) : IClassFixture<GroupWorld>
{
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

        Assert.Equal(((long)Members, (long)Members), (moved[SyncCounts.MembersAdded], moved[SyncCounts.MembersRemoved]));
        Assert.Equal((0, Members), (CountOf("Many from"), CountOf("Many to")));
        Assert.InRange(world.RapidPro.Requests.Count("POST", "contact_actions"), 2 * Members / 100, (2 * Members / 100) + 10);
        Assert.Equal(0, world.RapidPro.Requests.Count("POST", "contacts"));
    }

    private int CountOf(string group) => world.RapidPro.Workspace.Groups.SingleOrDefault(g => g.Name == group)?.Count ?? 0;
}
