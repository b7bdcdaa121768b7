using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>Groups of either owner that are renamed, deleted and made anew, on either side.</summary>
public sealed class GroupLifecycleTests(GroupWorld world) : IClassFixture<GroupWorld>
{
    private RapidProWorkspace RapidPro => world.RapidPro.Workspace;

    [Fact]
    public async Task RegistryOwned_TwoChangeNames_BothKeepTheirGroups()
    {
        var (one, other) = (world.AddMember("swap-1"), world.AddMember("swap-2"));
        var first = await world.AddGroupAsync("Swap one", ["swap-1"]);
        var second = await world.AddGroupAsync("Swap other", ["swap-2"]);
        await world.ReadGroupsAsync();
        var (firstUuid, secondUuid) = (UuidOf("Swap one"), UuidOf("Swap other"));

        await RenameAsync(first, "Swap other");
        await RenameAsync(second, "Swap one");
        var counts = await world.ReadGroupsAsync();

        Assert.Equal((firstUuid, secondUuid), (UuidOf("Swap other"), UuidOf("Swap one")));
        Assert.Equal(["Swap other"], world.GroupsOf(one));
        Assert.Equal(["Swap one"], world.GroupsOf(other));
        Assert.Equal((0L, 0L), (counts["groupsFailed"], counts["groupsCreated"]));
    }

    [Fact]
    public async Task RegistryOwned_RenamedInRapidPro_GetsItsNameBack()
    {
        var member = world.AddMember("named-1");
        await world.AddGroupAsync("Right name", ["named-1"]);
        await world.ReadGroupsAsync();
        var uuid = UuidOf("Right name");
        await world.RenameInRapidProAsync(uuid, "Wrong name");

        var counts = await world.ReadGroupsAsync();

        Assert.Equal(uuid, UuidOf("Right name"));
        Assert.Equal(["Right name"], world.GroupsOf(member));
        Assert.True(counts["groupsUpdated"] > 0);
    }

    [Fact]
    public async Task RegistryOwned_GroupDeletedInTheRegistry_IsEmptied()
    {
        var member = world.AddMember("gone-1");
        var group = await world.AddGroupAsync("Gone in the registry", ["gone-1"]);
        await world.ReadGroupsAsync();
        Assert.Equal(["Gone in the registry"], world.GroupsOf(member));

        await DeleteAsync(group);
        await world.ReadGroupsAsync();

        Assert.Empty(world.GroupsOf(member));
        Assert.Equal(0, RapidPro.Groups.Single(g => g.Name == "Gone in the registry").Count);
    }

    [Fact]
    public async Task RapidProOwned_DeletedAndMadeAnewInRapidPro_StaysTheSameGroupInTheRegistry()
    {
        var name = GroupWorld.Imported[0];
        var before = RapidPro.AddGroup(name).Uuid;
        world.AddMember("again-1", groups: name);
        await world.ReadGroupsAsync();
        var group = Assert.Single(await world.FindGroupsAsync(before));

        await world.DeleteInRapidProAsync(before);
        await world.ReadGroupsAsync();
        Assert.Empty((await world.Fhir.ReadAsync<Group>(group.Id!))!.Member);

        var after = RapidPro.AddGroup(name).Uuid;
        world.AddMember("again-2", groups: name);
        await world.ReadGroupsAsync();

        var anew = Assert.Single(await world.FindGroupsAsync(after));
        Assert.Equal(group.Id, anew.Id);
        Assert.Equal(["Practitioner/again-2"], GroupWorld.MembersOf(anew));
        Assert.Single(anew.Identifier, i => i.System == MheroSystems.GroupUuid);
    }

    [Fact]
    public async Task RapidProOwned_MadeAnewBetweenTwoReadings_KeepsTheGroupInTheRegistry()
    {
        var name = GroupWorld.Imported[1];
        var before = RapidPro.AddGroup(name).Uuid;
        var member = world.AddMember("between-1", groups: name);
        await world.ReadGroupsAsync();
        var group = Assert.Single(await world.FindGroupsAsync(before));

        await world.DeleteInRapidProAsync(before);
        var after = RapidPro.AddGroup(name).Uuid;
        RapidPro.Edit(member.Uuid, c => c with { Groups = [name] });
        await world.ReadGroupsAsync();

        Assert.Empty(await world.FindGroupsAsync(before));
        var anew = Assert.Single(await world.FindGroupsAsync(after));
        Assert.Equal(group.Id, anew.Id);
        Assert.Equal(["Practitioner/between-1"], GroupWorld.MembersOf(anew));
    }

    [Fact]
    public async Task RapidProOwned_GroupDeletedInTheRegistry_IsMadeAnewWithItsMembers()
    {
        var name = GroupWorld.Imported[2];
        var uuid = RapidPro.AddGroup(name).Uuid;
        world.AddMember("back-1", groups: name);
        await world.ReadGroupsAsync();
        await DeleteAsync(Assert.Single(await world.FindGroupsAsync(uuid)));

        await world.ReadGroupsAsync();

        Assert.Equal(["Practitioner/back-1"], GroupWorld.MembersOf(Assert.Single(await world.FindGroupsAsync(uuid))));
    }

    [Fact]
    public async Task RapidProOwned_ContactDeletedOrLinkedToAnother_GroupFollows()
    {
        var name = GroupWorld.Imported[3];
        var uuid = RapidPro.AddGroup(name).Uuid;
        var deleted = world.AddMember("who-1", groups: name);
        var changed = world.AddMember("who-2", groups: name);
        world.AddMember("who-3", groups: name);
        await world.ReadGroupsAsync();
        Assert.Equal(3, Assert.Single(await world.FindGroupsAsync(uuid)).Member.Count);

        RapidPro.Edit(deleted.Uuid, c => c with { Deleted = true, Groups = [], Urns = [] });
        RapidPro.Edit(changed.Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["globalid"] = "who-4" } });
        await world.ReadGroupsAsync();

        Assert.Equal(["Practitioner/who-3", "Practitioner/who-4"], GroupWorld.MembersOf(Assert.Single(await world.FindGroupsAsync(uuid))));
    }

    [Fact]
    public async Task WorkerNoLongerActive_LeavesTheGroupsOfHisRoles()
    {
        var (contact, worker, _) = await world.AddNurseAsync("Retiring Nurse");
        await world.ReadGroupsAsync();
        Assert.Equal(["Retiring Nurse cadre"], world.GroupsOf(contact));

        await world.EditWorkerAsync(worker.Id!, w => w.Active = false);
        var counts = await world.ReadGroupsAsync();

        Assert.Empty(world.GroupsOf(contact));
        Assert.Equal((1L, 0L), (counts[SyncCounts.MembersRemoved], counts[SyncCounts.MembersPutBack]));
    }

    [Fact]
    public async Task RoleThatEndsByItsDate_LeavesTheGroupThoughNobodyChangedIt()
    {
        var settings = world.SettingsFor(("Rules:cadre:Name", "{cadre} by date"));
        var (contact, _, role) = await world.AddNurseAsync("Ending Nurse");
        await world.Fhir.UpdateAsync<PractitionerRole>(role.Id!, r =>
        {
            r.Period = new Period { End = TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd") };
            return r;
        });
        await using (var today = await world.StartHostAsync(settings))
        {
            await world.ReadGroupsAsync(today);
        }

        Assert.Equal(["Ending Nurse by date"], world.GroupsOf(contact));
        await using var later = await world.StartHostAsync(settings, time: new ShiftedTime(TimeSpan.FromDays(2)));
        await world.ReadGroupsAsync(later);

        Assert.Empty(world.GroupsOf(contact));
    }

    private Guid UuidOf(string name) => RapidPro.Groups.Single(g => g.Name == name).Uuid;

    private async Task RenameAsync(Group group, string name) => await world.Fhir.UpdateAsync<Group>(group.Id!, g => { g.Name = name; return g; });

    private async Task DeleteAsync(Group group)
    {
        using var http = new HttpClient();
        (await http.DeleteAsync(new Uri($"{world.FhirBaseUrl.ToString().TrimEnd('/')}/Group/{group.Id}"))).EnsureSuccessStatusCode();
    }
}
