using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>Groups that the registry owns, by rule and by list, kept in RapidPro.</summary>
public sealed class RegistryGroupTests(GroupWorld world) : IClassFixture<GroupWorld>
{
    private RapidProWorkspace RapidPro => world.RapidPro.Workspace;

    [Fact]
    public async Task Rules_CadreAndFacility_MakeGroupsAndTheSecondRoundWritesNothing()
    {
        var facility = await world.AddAsync(new Location { Name = "Rule Centre" });
        var (contact, _, _) = await world.AddNurseAsync("Rule Nurse", facility);

        await world.ReadGroupsAsync();

        Assert.Equal(["Rule Nurse cadre", "Staff of Rule Centre"], world.GroupsOf(contact).Order());
        await world.ReadGroupsAsync();
        world.RapidPro.Requests.Reset();
        var second = await world.ReadGroupsAsync();

        Assert.Equal(0, second[SyncCounts.MembersAdded] + second[SyncCounts.MembersRemoved] + second["groupsCreated"] + second["groupsUpdated"] + second["groupsFailed"]);
        Assert.True(second["groupsUnchanged"] > 0);
        Assert.DoesNotContain(world.RapidPro.Requests.Counts, c => c.Key.Method != "GET" && c.Value > 0);
    }

    [Fact]
    public async Task Facility_RenamedAndWorkerMoved_GroupKeepsItsUuidAndMembersMove()
    {
        var old = await world.AddAsync(new Location { Name = "Old Centre" });
        var other = await world.AddAsync(new Location { Name = "Other Centre" });
        var (stays, _, _) = await world.AddNurseAsync("Move Nurse", old);
        var (moves, _, role) = await world.AddNurseAsync("Move Nurse", old);
        await world.ReadGroupsAsync();
        var before = RapidPro.Groups.Single(g => g.Name == "Staff of Old Centre");

        await world.Fhir.UpdateAsync<Location>(old.Id!, l => { l.Name = "New Centre"; return l; });
        await world.Fhir.UpdateAsync<PractitionerRole>(role.Id!, r => { r.Location = [new ResourceReference($"Location/{other.Id}")]; return r; });
        await world.ReadGroupsAsync();

        Assert.Equal(before.Uuid, RapidPro.Groups.Single(g => g.Name == "Staff of New Centre").Uuid);
        Assert.Contains("Staff of New Centre", world.GroupsOf(stays));
        Assert.Contains("Staff of Other Centre", world.GroupsOf(moves));
        Assert.DoesNotContain("Staff of New Centre", world.GroupsOf(moves));
    }

    [Fact]
    public async Task Worker_NoContactYet_IsPendingAndJoinsOnceThereIsOne()
    {
        var worker = await world.AddWorkerAsync("Late Contact", GroupWorld.NewNumber());
        await world.AddGroupAsync("Late group", [worker.Id!]);

        var first = await world.ReadGroupsAsync();

        Assert.True(first[SyncCounts.MembersPending] > 0);
        Assert.Equal(0, first["groupsFailed"]);
        Assert.DoesNotContain(RapidPro.Groups, g => g.Name == "Late group");
        var contact = world.AddMember(worker.Id!);
        await world.ReadGroupsAsync();
        Assert.Contains("Late group", world.GroupsOf(contact));
    }

    [Fact]
    public async Task Member_AddedAndRemovedInRapidPro_IsPutBackAndReported()
    {
        var (member, stranger) = (world.AddMember("put-back-1"), world.AddMember("put-back-2"));
        await world.AddGroupAsync("Put back", ["put-back-1"]);
        await world.ReadGroupsAsync();
        await world.ReadGroupsAsync();

        RapidPro.Edit(member.Uuid, c => c with { Groups = [] });
        RapidPro.Edit(stranger.Uuid, c => c with { Groups = ["Put back"] });
        var counts = await world.ReadGroupsAsync();

        Assert.Contains("Put back", world.GroupsOf(member));
        Assert.DoesNotContain("Put back", world.GroupsOf(stranger));
        Assert.Equal(2, counts[SyncCounts.MembersPutBack]);
    }

    [Fact]
    public async Task BlockedMember_AmongOthers_IsReportedAndTheOthersJoin()
    {
        var (active, blocked) = (world.AddMember("block-1"), world.AddMember("block-2", "blocked"));
        await world.AddGroupAsync("Blocked among", ["block-1", "block-2"]);

        var counts = await world.ReadGroupsAsync();

        Assert.Contains("Blocked among", world.GroupsOf(active));
        Assert.Empty(world.GroupsOf(blocked));
        Assert.True(counts[SyncCounts.MembersBlocked] > 0);
        Assert.Equal(0, counts[SyncCounts.DeadLetters]);
        RapidPro.Edit(blocked.Uuid, c => c with { Status = "active" });
        await world.ReadGroupsAsync();
        Assert.Contains("Blocked among", world.GroupsOf(blocked));
    }

    [Fact]
    public async Task MemberBlockedMeanwhile_RapidProNamesHim_TheOthersJoin()
    {
        var (active, refused) = (world.AddMember("refused-1"), world.AddMember("refused-2"));
        await world.AddGroupAsync("Refused among", ["refused-1", "refused-2"]);
        var body = $$"""{"non_field_errors":["Non-active contacts cannot be added to groups: {{refused.Uuid}}"]}""";
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.BadRequest(body)) { Method = "POST", Endpoint = "contact_actions", When = r => r.Body.Contains(refused.Uuid.ToString()) });

        var counts = await world.ReadGroupsAsync();
        world.RapidPro.Faults.Remove(rule);

        Assert.True(rule.Applied > 0, "The fault was never met.");
        Assert.Contains("Refused among", world.GroupsOf(active));
        Assert.Empty(world.GroupsOf(refused));
        Assert.Equal((1L, 1L, 0L), (counts[SyncCounts.MembersAdded], counts[SyncCounts.MembersBlocked], counts[SyncCounts.DeadLetters]));
    }

    [Fact]
    public async Task StaticAndSmartGroups_ThatNobodyNames_AreLeftAlone()
    {
        RapidPro.AddGroup("Quite another");
        RapidPro.AddField("alonefield");
        RapidPro.AddGroup("Smart alone", "alonefield = \"yes\"");
        var member = world.AddMember("alone-1", groups: "Quite another");
        RapidPro.Edit(member.Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["alonefield"] = "yes" } });
        await world.AddGroupAsync("Alone", ["alone-1"]);

        await world.ReadGroupsAsync();
        await world.ReadGroupsAsync();

        Assert.Equal(["Alone", "Quite another", "Smart alone"], world.GroupsOf(member).Order());
    }

    [Fact]
    public async Task NameOfAStrangersGroup_IsReportedAndNotTakenOver()
    {
        RapidPro.AddGroup("Taken name");
        var theirs = world.AddMember("taken-1", groups: "Taken name");
        var ours = world.AddMember("taken-2");
        var group = await world.AddGroupAsync("Taken name", ["taken-2"]);

        var counts = await world.ReadGroupsAsync();

        Assert.Equal(1, counts["groupsFailed"]);
        Assert.Contains("Taken name", world.GroupsOf(theirs));
        Assert.Empty(world.GroupsOf(ours));
        await world.Fhir.UpdateAsync<Group>(group.Id!, g => { g.Name = "Free name"; return g; });
        Assert.Equal(0, (await world.ReadGroupsAsync())["groupsFailed"]);
        Assert.Contains("Free name", world.GroupsOf(ours));
    }

    [Fact]
    public async Task GroupDeletedInRapidPro_IsMadeAnewWithItsMembers()
    {
        var member = world.AddMember("anew-1");
        var group = await world.AddGroupAsync("Made anew", ["anew-1"]);
        await world.ReadGroupsAsync();
        var before = RapidPro.Groups.Single(g => g.Name == "Made anew").Uuid;
        await world.DeleteInRapidProAsync(before);

        await world.ReadGroupsAsync();

        var after = RapidPro.Groups.Single(g => g.Name == "Made anew").Uuid;
        Assert.NotEqual(before, after);
        Assert.Contains("Made anew", world.GroupsOf(member));
        var linked = await world.Fhir.ReadAsync<Group>(group.Id!);
        Assert.Equal(after.ToString(), linked!.Identifier.Single(i => i.System == MheroSystems.GroupUuid).Value);
    }

    [Fact]
    public async Task GroupOfTheRegistry_NoLongerActive_IsEmptied()
    {
        var member = world.AddMember("empty-1");
        var group = await world.AddGroupAsync("To be emptied", ["empty-1"]);
        await world.ReadGroupsAsync();
        Assert.Contains("To be emptied", world.GroupsOf(member));

        await world.Fhir.UpdateAsync<Group>(group.Id!, g => { g.Active = false; return g; });
        await world.ReadGroupsAsync();

        Assert.Empty(world.GroupsOf(member));
        Assert.Contains(RapidPro.Groups, g => g.Name == "To be emptied");
    }
}
