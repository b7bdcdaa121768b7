using Hl7.Fhir.Model;
using Mhero.Core.Storage.SyncLog;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>Groups that RapidPro owns, kept in the registry.</summary>
public sealed class RapidProGroupTests(GroupWorld world) : IClassFixture<GroupWorld>
{
    [Fact]
    public async Task Group_WithWorkersAndPatients_BecomesOneOfEachKind()
    {
        var uuid = world.RapidPro.Workspace.AddGroup(GroupWorld.Imported[0]).Uuid;
        var worker = world.AddMember("owned-1", groups: GroupWorld.Imported[0]);
        var patient = world.AddMember("owned-2", groups: GroupWorld.Imported[0]);
        world.RapidPro.Workspace.Edit(patient.Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["mheroentitytype"] = "Patient" } });

        await world.ReadGroupsAsync();

        var groups = await world.FindGroupsAsync(uuid);
        Assert.Equal(2, groups.Count);
        Assert.Equal(["Practitioner/owned-1"], GroupWorld.MembersOf(groups.Single(g => g.Type == Group.GroupType.Practitioner)));
        Assert.Equal(["Patient/owned-2"], GroupWorld.MembersOf(groups.Single(g => g.Type == Group.GroupType.Person)));

        var second = await world.ReadGroupsAsync();
        Assert.Equal(0, second["groupsCreated"] + second["groupsUpdated"] + second[SyncCounts.MembersAdded]);
        Assert.Contains(GroupWorld.Imported[0], world.GroupsOf(worker));
    }

    [Fact]
    public async Task Member_AddedOnBothSidesMeanwhile_RapidProsIsKeptAndTheOtherPutBack()
    {
        var uuid = world.RapidPro.Workspace.AddGroup(GroupWorld.Imported[1]).Uuid;
        world.AddMember("both-1", groups: GroupWorld.Imported[1]);
        await world.ReadGroupsAsync();
        var group = Assert.Single(await world.FindGroupsAsync(uuid));

        world.AddMember("both-2", groups: GroupWorld.Imported[1]);
        await world.Fhir.UpdateAsync<Group>(group.Id!, g =>
        {
            g.Member.Add(new Group.MemberComponent { Entity = new ResourceReference("Practitioner/both-3") });
            g.Code = new CodeableConcept { Text = "theirs" };
            return g;
        });
        var counts = await world.ReadGroupsAsync();

        var after = Assert.Single(await world.FindGroupsAsync(uuid));
        Assert.Equal(["Practitioner/both-1", "Practitioner/both-2"], GroupWorld.MembersOf(after));
        Assert.Equal("theirs", after.Code!.Text);
        Assert.Equal((1L, 1L), (counts[SyncCounts.MembersAdded], counts[SyncCounts.MembersRemoved]));
    }

    [Fact]
    public async Task MemberLeaves_GroupFollows()
    {
        var uuid = world.RapidPro.Workspace.AddGroup(GroupWorld.Imported[2]).Uuid;
        var member = world.AddMember("leaves-1", groups: GroupWorld.Imported[2]);
        await world.ReadGroupsAsync();
        Assert.Single(GroupWorld.MembersOf(Assert.Single(await world.FindGroupsAsync(uuid))));

        world.RapidPro.Workspace.Edit(member.Uuid, c => c with { Groups = [] });
        await world.ReadGroupsAsync();

        Assert.Empty(GroupWorld.MembersOf(Assert.Single(await world.FindGroupsAsync(uuid))));
    }

    [Fact]
    public async Task EditInTheRegistryAlone_IsUndone()
    {
        var uuid = world.RapidPro.Workspace.AddGroup(GroupWorld.Imported[3]).Uuid;
        world.AddMember("undone-1", groups: GroupWorld.Imported[3]);
        await world.ReadGroupsAsync();
        var group = Assert.Single(await world.FindGroupsAsync(uuid));
        await world.Fhir.UpdateAsync<Group>(group.Id!, g => { g.Member.Clear(); g.Name = "Their name"; return g; });

        var counts = await world.ReadGroupsAsync();

        var after = Assert.Single(await world.FindGroupsAsync(uuid));
        Assert.Equal(GroupWorld.Imported[3], after.Name);
        Assert.Equal(["Practitioner/undone-1"], GroupWorld.MembersOf(after));
        Assert.Equal(1, counts[SyncCounts.MembersPutBack]);
    }
}
