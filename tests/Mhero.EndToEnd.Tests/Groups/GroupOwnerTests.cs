using Hl7.Fhir.Model;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.SyncLog;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>Which side owns a group, and what becomes of one that is no longer in use, by setting. Each test has an app of its own.</summary>
public sealed class GroupOwnerTests(GroupWorld world) : IClassFixture<GroupWorld>
{
    private RapidProWorkspace RapidPro => world.RapidPro.Workspace;

    [Theory]
    [InlineData("Registry", "Linked to the registry", "source-registry")]
    [InlineData("RapidPro", "Linked to RapidPro", "source-rapidpro")]
    public async Task Source_PairLinkedByIdentifier_FollowsTheOneThatTheSettingNames(string source, string name, string id)
    {
        var uuid = RapidPro.AddGroup(name).Uuid;
        var inRapidPro = world.AddMember($"{id}-1", groups: name);
        var inRegistry = world.AddMember($"{id}-2");
        var group = await world.AddGroupAsync(name, [$"{id}-2"], uuid);
        await using var host = await world.StartHostAsync(world.SettingsFor(("Source", source)));

        await world.ReadGroupsAsync(host);

        var members = GroupWorld.MembersOf((await world.Fhir.ReadAsync<Group>(group.Id!))!);
        Assert.Equal([source == "Registry" ? $"Practitioner/{id}-2" : $"Practitioner/{id}-1"], members);
        Assert.Equal(source == "Registry" ? [] : [name], world.GroupsOf(inRapidPro));
        Assert.Equal(source == "Registry" ? [name] : [], world.GroupsOf(inRegistry));
        Assert.Equal(uuid, RapidPro.Groups.Single(g => g.Name == name).Uuid);
    }

    [Fact]
    public async Task Owner_ChangedBySetting_NobodyLeavesAndTheOtherSideIsHeardFromThenOn()
    {
        var member = world.AddMember("owner-1");
        var group = await world.AddGroupAsync("Changing hands", ["owner-1"]);
        var settings = world.SettingsFor(("FromRegistry:0", "Changing hands"));
        await ReadAsync(settings);
        Assert.Equal(["Changing hands"], world.GroupsOf(member));

        settings.Remove("Mhero:Groups:FromRegistry:0");
        settings["Mhero:Groups:FromRapidPro:0"] = "Changing hands";
        await ReadAsync(settings);
        Assert.Equal(["Changing hands"], world.GroupsOf(member));
        world.AddMember("owner-2", groups: "Changing hands");
        await ReadAsync(settings);
        Assert.Equal(["Practitioner/owner-1", "Practitioner/owner-2"], GroupWorld.MembersOf((await world.Fhir.ReadAsync<Group>(group.Id!))!));

        settings.Remove("Mhero:Groups:FromRapidPro:0");
        settings["Mhero:Groups:FromRegistry:0"] = "Changing hands";
        await ReadAsync(settings);
        await world.Fhir.UpdateAsync<Group>(group.Id!, g => { g.Member.RemoveAll(m => m.Entity.Reference == "Practitioner/owner-1"); return g; });
        var counts = await ReadAsync(settings);
        Assert.Empty(world.GroupsOf(member));
        Assert.Equal((0L, 1L, 0L), (counts[SyncCounts.MembersAdded], counts[SyncCounts.MembersRemoved], counts["groupsFailed"]));
        Assert.Equal(1, RapidPro.Groups.Single(g => g.Name == "Changing hands").Count);
    }

    [Fact]
    public async Task UnusedGroups_Delete_DeletesWhatMHeroMadeAndReportsWhatRapidProKeeps()
    {
        var (one, other) = (world.AddMember("unused-1"), world.AddMember("unused-2"));
        var plain = await world.AddGroupAsync("Unused plain", ["unused-1"]);
        var used = await world.AddGroupAsync("Unused in a trigger", ["unused-2"]);
        await using var host = await world.StartHostAsync(world.SettingsFor(("FromRegistry:0", "Unused plain"), ("FromRegistry:1", "Unused in a trigger"), ("UnusedGroups", "Delete")));
        await world.ReadGroupsAsync(host);
        var kept = RapidPro.Groups.Single(g => g.Name == "Unused in a trigger").Uuid;
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.BadRequest("""{"detail":"Group is being used by triggers which must be archived first."}"""))
        {
            Method = "DELETE",
            Endpoint = "groups",
            When = r => r.Query.Contains(kept.ToString()),
        });

        foreach (var group in new[] { plain, used })
        {
            await world.Fhir.UpdateAsync<Group>(group.Id!, g => { g.Active = false; return g; });
        }

        await world.ReadGroupsAsync(host);
        Assert.Empty(world.GroupsOf(one));
        Assert.Empty(world.GroupsOf(other));
        await world.ReadGroupsAsync(host);
        world.RapidPro.Faults.Remove(rule);

        Assert.DoesNotContain(RapidPro.Groups, g => g.Name == "Unused plain");
        Assert.Contains(RapidPro.Groups, g => g.Uuid == kept);
        var letter = Assert.Single(await host.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 100), l => l.Code == "MH4042");
        Assert.Contains("trigger", letter.Cause, StringComparison.Ordinal);
        Assert.Equal(0, (await world.ReadGroupsAsync(host))["groupsFailed"]);
    }

    [Fact]
    public async Task UnusedGroups_Delete_RapidProsGroupGone_MarksTheRegistrysAsNotActive()
    {
        var uuid = RapidPro.AddGroup("Unused of RapidPro").Uuid;
        world.AddMember("inactive-1", groups: "Unused of RapidPro");
        await using var host = await world.StartHostAsync(world.SettingsFor(("FromRapidPro:0", "Unused of RapidPro"), ("UnusedGroups", "Delete")));
        await world.ReadGroupsAsync(host);
        Assert.True(Assert.Single(await world.FindGroupsAsync(uuid)).Active);

        await world.DeleteInRapidProAsync(uuid);
        await world.ReadGroupsAsync(host);

        var group = Assert.Single(await world.FindGroupsAsync(uuid));
        Assert.False(group.Active);
        Assert.Empty(group.Member);
        Assert.Equal(0, (await world.ReadGroupsAsync(host))["groupsUpdated"]);
    }

    [Fact]
    public async Task WorkspaceFull_OneRequestTellsItAndTheGroupsAreMadeOnceThereIsRoom()
    {
        var names = Enumerable.Range(1, 5).Select(n => $"Full {n}").ToList();
        var members = names.ConvertAll(n => world.AddMember(n.Replace(' ', '-')));
        foreach (var name in names)
        {
            await world.AddGroupAsync(name, [name.Replace(' ', '-')]);
        }

        await using var host = await world.StartHostAsync(world.SettingsFor([.. names.Select((n, i) => ($"FromRegistry:{i}", n))]));
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Answer(409, """{"detail":"Cannot create object because workspace has reached limit."}""")) { Method = "POST", Endpoint = "groups" });

        var counts = await world.ReadGroupsAsync(host);

        Assert.Equal(5, counts["groupsFailed"]);
        Assert.Equal(1, rule.Applied);
        world.RapidPro.Faults.Remove(rule);
        Assert.Equal(5, (await world.ReadGroupsAsync(host))["groupsCreated"]);
        Assert.All(members, m => Assert.StartsWith("Full ", Assert.Single(world.GroupsOf(m)), StringComparison.Ordinal));
        Assert.Empty(await host.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 100));
    }

    [Fact]
    public async Task Rules_DistrictRoleAndSearches_MakeTheirGroups()
    {
        var district = await world.AddAsync(new Location
        {
            Name = "Rule District",
            PhysicalType = new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", "jdn"),
        });
        var facility = await world.AddAsync(new Location { Name = "Rule Post", PartOf = new ResourceReference($"Location/{district.Id}") });
        var (contact, worker, role) = await world.AddNurseAsync("Searched Nurse", facility);
        var (other, _, _) = await world.AddNurseAsync("Other Nurse", facility);
        var patient = world.AddMember("rule-patient");
        RapidPro.Edit(patient.Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["mheroentitytype"] = "Patient" } });
        var person = await world.AddAsync(new Patient { Active = true, Gender = AdministrativeGender.Female });
        RapidPro.Edit(patient.Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["globalid"] = person.Id } });
        await using var host = await world.StartHostAsync(world.SettingsFor(
            ("Rules:place:Name", "{role} in {district}"),
            ("Rules:by_role:Name", "Found by role"),
            ("Rules:by_role:Search", "PractitionerRole?role=http://example.org/cadres|Searched Nurse"),
            ("Rules:by_worker:Name", "Found by worker in {district}"),
            ("Rules:by_worker:Search", $"Practitioner?_id={worker.Id}"),
            ("Rules:mothers:Name", "Found patients"),
            ("Rules:mothers:Search", "Patient?gender=female"),
            ("SearchMaxAge", "00:00:00")));

        await world.ReadGroupsAsync(host);

        Assert.Equal(["Found by role", "Found by worker in Rule District", "Searched Nurse in Rule District"], world.GroupsOf(contact).Order(StringComparer.Ordinal));
        Assert.Equal(["Other Nurse in Rule District"], world.GroupsOf(other));
        Assert.Equal(["Found patients"], world.GroupsOf(patient));

        // The facility moves to another district, and the search finds her no longer.
        var next = await world.AddAsync(new Location { Name = "Next District", PhysicalType = district.PhysicalType });
        await world.Fhir.UpdateAsync<Location>(facility.Id!, l => { l.PartOf = new ResourceReference($"Location/{next.Id}"); return l; });
        await world.Fhir.UpdateAsync<PractitionerRole>(role.Id!, r => { r.Code[0].Coding[0].Code = "Another"; r.Code[0].Coding[0].Display = "Another"; return r; });
        await world.ReadGroupsAsync(host);

        Assert.Equal(["Another in Next District", "Found by worker in Next District"], world.GroupsOf(contact).Order(StringComparer.Ordinal));
        Assert.Equal(["Other Nurse in Next District"], world.GroupsOf(other));
    }

    [Fact]
    public async Task Rule_TakenOutOfTheSettings_ItsGroupIsEmptied()
    {
        var (contact, _, _) = await world.AddNurseAsync("Unruled Nurse");
        var settings = world.SettingsFor(("Rules:unruled:Name", "{cadre} by rule"));
        await ReadAsync(settings);
        Assert.Equal(["Unruled Nurse by rule"], world.GroupsOf(contact));

        settings.Remove("Mhero:Groups:Rules:unruled:Name");
        await ReadAsync(settings);

        Assert.Empty(world.GroupsOf(contact));
    }

    [Fact]
    public async Task RapidProsGroup_TakenOutOfTheSettingsAndPutBack_MHerosGroupIsEmptiedAndFilled()
    {
        var uuid = RapidPro.AddGroup("No longer named").Uuid;
        var member = world.AddMember("unnamed-1", groups: "No longer named");
        var settings = world.SettingsFor(("FromRapidPro:0", "No longer named"));
        await ReadAsync(settings);
        var group = Assert.Single(await world.FindGroupsAsync(uuid));
        Assert.Single(group.Member);

        settings.Remove("Mhero:Groups:FromRapidPro:0");
        await ReadAsync(settings);
        Assert.Empty(Assert.Single(await world.FindGroupsAsync(uuid)).Member);
        Assert.Equal(["No longer named"], world.GroupsOf(member));

        settings["Mhero:Groups:FromRapidPro:0"] = "No longer named";
        await ReadAsync(settings);
        var again = Assert.Single(await world.FindGroupsAsync(uuid));
        Assert.Equal((group.Id, 1), (again.Id, again.Member.Count));
    }

    [Fact]
    public async Task NothingSet_ReadsNoPollerAndTouchesNothing()
    {
        RapidPro.AddGroup("Nobody's business");
        var member = world.AddMember("nobody-1", groups: "Nobody's business");
        await using var host = await world.StartHostAsync(world.SettingsFor(("Source", "RapidPro")));
        foreach (var group in RapidPro.Groups)
        {
            // What other tests linked would be kept by this app.
            foreach (var linked in await world.FindGroupsAsync(group.Uuid))
            {
                await world.Fhir.UpdateAsync<Group>(linked.Id!, g => { g.Identifier.RemoveAll(i => i.System == Core.Fhir.MheroSystems.GroupUuid); return g; });
            }
        }

        world.RapidPro.Requests.Reset();
        await world.ReadGroupsAsync(host);

        Assert.Equal([("GET", "groups")], world.RapidPro.Requests.Counts.Where(c => c.Value > 0).Select(c => c.Key));
        Assert.Equal(["Nobody's business"], world.GroupsOf(member));
    }

    private async Task<SyncCounts> ReadAsync(Dictionary<string, string?> settings)
    {
        await using var host = await world.StartHostAsync(settings);
        return await world.ReadGroupsAsync(host);
    }
}
