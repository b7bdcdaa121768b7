using Mhero.Core.Fhir;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Polling;

namespace Mhero.Core.Tests.Sync.Groups;

/// <summary>Groups of both sides from reading to reading: who is in them, what was written, and who owns which.</summary>
public sealed class GroupSyncTests
{
    private static readonly (string Name, string Value) FromRegistry = ("Mhero:Groups:FromRegistry:0", "*");
    private static readonly (string Name, string Value)[] Rule = [("Mhero:Groups:Rules:cadres:Name", "{cadre} in {district}")];

    [Fact]
    public async Task Sync_NothingToKeep_ReadsNoContact()
    {
        using var world = new GroupWorld();
        world.AddWorkers(1);
        world.PutGroup("g", "Nurses", "Practitioner/p1");

        await world.SyncAsync();

        Assert.Equal("", world.Groups());
        Assert.DoesNotContain(world.Registry.App.Http.Requests, r => r.Contains("contacts.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sync_GroupOfTheRegistry_IsMadeFilledAndLinkedOnce()
    {
        using var world = new GroupWorld(FromRegistry);
        world.AddWorkers(1, 2, 3);
        world.PutGroup("g", "Nurses", "Practitioner/p2", "Practitioner/p1", "Device/d");
        world.Put("Group", "inactive", ""","active":false,"type":"practitioner","actual":true,"name":"Old" """);
        world.Put("Group", "kind", ""","active":true,"type":"practitioner","actual":false,"name":"Kind" """);
        world.Put("Group", "patients", ""","active":true,"type":"person","actual":true,"name":"Patients" """);

        var counts = await world.SyncAsync();

        Assert.Equal("Nurses: 1 2", world.Groups());
        Assert.Equal(["create Nurses", "add Nurses 1 2"], world.Writes);
        Assert.Equal(1, counts[SyncCounts.Issues]);
        Assert.Equal(MheroSystems.GroupUuid, (string?)world.Registry.Registry.Find("Group", "g")!.Content["identifier"]![0]!["system"]);

        var writes = world.Registry.Registry.Writes;
        await world.SyncAsync();
        Assert.Empty(world.Writes);
        Assert.Equal(writes, world.Registry.Registry.Writes);
    }

    [Fact]
    public async Task Sync_MembersChangeInTheRegistry_FollowInRapidPro()
    {
        using var world = new GroupWorld(FromRegistry);
        world.AddWorkers(1, 2, 3);
        world.PutRole("r3", 3, "Nurse", "m1");
        world.PutGroup("g", "Nurses", "Practitioner/p1", "Practitioner/p2");
        await world.SyncAsync();

        // A role stands for its worker; an inactive member is left out.
        world.Registry.Registry.Edit("Group", "g", g => g["member"] = System.Text.Json.Nodes.JsonNode.Parse(
            """[{"entity":{"reference":"Practitioner/p1"}},{"entity":{"reference":"Practitioner/p2"},"inactive":true},{"entity":{"reference":"PractitionerRole/r3"}}]"""));
        await world.SyncAsync();
        Assert.Equal(["add Nurses 3", "remove Nurses 2"], world.Writes);
        Assert.Equal("Nurses: 1 3", world.Groups());

        world.Registry.Registry.Edit("Group", "g", g => g["name"] = "Midwives");
        await world.SyncAsync();
        Assert.Equal(["rename Nurses Midwives"], world.Writes);
        Assert.Equal("Midwives: 1 3", world.Groups());
    }

    [Fact]
    public async Task Sync_MembersChangedInRapidPro_ArePutBack()
    {
        using var world = new GroupWorld(FromRegistry);
        world.AddWorkers(1, 2);
        world.SetContact(5, null);
        world.PutGroup("g", "Nurses", "Practitioner/p1", "Practitioner/p2");
        await world.SyncAsync();
        world.Join("Nurses", false, 1);
        world.Join("Nurses", true, 5);

        await world.SyncAsync();

        Assert.Equal(["add Nurses 1", "remove Nurses 5"], world.Writes);
        Assert.Equal("Nurses: 1 2", world.Groups());
    }

    [Fact]
    public async Task Sync_ContactThatIsBlockedOrMissing_JoinsWhenItCan()
    {
        using var world = new GroupWorld(FromRegistry);
        world.AddWorkers(1, 2);
        world.SetContact(2, "Practitioner", "blocked");
        world.Put("Practitioner", "p3", "");
        world.PutGroup("g", "Nurses", "Practitioner/p1", "Practitioner/p2", "Practitioner/p3");

        var counts = await world.SyncAsync();
        Assert.Equal("Nurses: 1", world.Groups());
        Assert.Equal((1, 1), (counts[SyncCounts.MembersBlocked], counts[SyncCounts.MembersPending]));

        world.SetContact(2, "Practitioner");
        world.SetContact(3, "Practitioner");
        await world.SyncAsync();
        Assert.Equal("Nurses: 1 2 3", world.Groups());
    }

    [Fact]
    public async Task Sync_ContactIsDeleted_IsForgottenWithItsMemberships()
    {
        using var world = new GroupWorld(FromRegistry);
        world.AddWorkers(1, 2);
        world.PutGroup("g", "Nurses", "Practitioner/p1", "Practitioner/p2");
        await world.SyncAsync();
        world.DeleteContact(2);

        await world.SyncAsync();

        var ledger = world.Registry.Get<GroupLedger>();
        Assert.Equal([GroupWorld.ContactOf(1)], (await ledger.FindMembersAsync([GroupWorld.ContactOf(1), GroupWorld.ContactOf(2)], CancellationToken.None)).Keys);
        Assert.Null((await ledger.Workers.FindAsync(["Practitioner/p2"], CancellationToken.None))["Practitioner/p2"].Contact);
    }

    [Fact]
    public async Task Sync_ContactIsDeletedBeforeItIsPutIntoAGroup_LeavesTheRegistrysCopyOfItsOtherGroups()
    {
        using var world = new GroupWorld(("Mhero:Groups:FromRegistry:0", "Nurses"), ("Mhero:Groups:FromRapidPro:0", "Field"));
        world.AddWorkers(1, 2);
        world.AddGroup("Field", null, 1, 2);
        await world.SyncAsync();
        Assert.Equal("Field practitioner true: Practitioner/p1 Practitioner/p2", world.RegistryGroups());
        world.PutGroup("g", "Nurses", "Practitioner/p1", "Practitioner/p2");
        world.BetweenReadingAndBatches = () => world.DeleteContact(2);

        await world.SyncAsync();
        world.BetweenReadingAndBatches = null;
        Assert.Equal(["create Nurses", "add Nurses 1 2", "add Nurses 1"], world.Writes);

        await world.SyncAsync();
        Assert.Equal("Field practitioner true: Practitioner/p1, Nurses practitioner true: Practitioner/p1 Practitioner/p2", world.RegistryGroups());
        Assert.Equal([GroupWorld.ContactOf(1)], (await world.Registry.Get<GroupLedger>().FindMembersAsync([GroupWorld.ContactOf(1), GroupWorld.ContactOf(2)], CancellationToken.None)).Keys);
    }

    [Fact]
    public async Task Sync_GroupIsDeletedInRapidPro_IsMadeAgain()
    {
        using var world = new GroupWorld(FromRegistry);
        world.AddWorkers(1);
        world.PutGroup("g", "Nurses", "Practitioner/p1");
        await world.SyncAsync();
        world.DeleteGroup("Nurses");

        await world.SyncAsync();

        Assert.Equal("Nurses: 1", world.Groups());
        Assert.Equal(["create Nurses", "add Nurses 1"], world.Writes);
    }

    [Theory]
    [InlineData("Empty", "Nurses:")]
    [InlineData("Delete", "")]
    public async Task Sync_GroupIsOutOfUse_IsEmptiedAndPerhapsDeleted(string policy, string expected)
    {
        using var world = new GroupWorld(FromRegistry, ("Mhero:Groups:UnusedGroups", policy));
        world.AddWorkers(1);
        world.PutGroup("g", "Nurses", "Practitioner/p1");
        await world.SyncAsync();
        world.Registry.Delete("Group/g");

        await world.SyncAsync();
        Assert.Equal(["remove Nurses 1"], world.Writes);
        await world.SyncAsync();
        await world.SyncAsync();

        Assert.Equal(expected, world.Groups());
    }

    [Theory]
    [InlineData(null, "false", SyncCodes.GroupNameTaken, "Nurses: 2")]
    [InlineData(null, "true", "", "Nurses: 1")]
    [InlineData("age > 18", "true", SyncCodes.SmartGroup, "Nurses: 2")]
    public async Task Sync_NameThatAGroupHasAlready_IsTakenUpOrReported(string? query, string adopts, string code, string expected)
    {
        using var world = new GroupWorld(FromRegistry, ("Mhero:Groups:AdoptExistingGroups", adopts));
        world.AddWorkers(1, 2);
        world.AddGroup("Nurses", query, 2);
        world.PutGroup("g", "Nurses", "Practitioner/p1");

        await world.SyncAsync();
        await world.SyncAsync();

        Assert.Equal((expected, code), (world.Groups(), await world.DeadLettersAsync()));
    }

    [Fact]
    public async Task Sync_WorkspaceIsFull_MakesTheGroupWhenItCan()
    {
        using var world = new GroupWorld(FromRegistry) { Refuses = 409 };
        world.AddWorkers(1);
        world.PutGroup("g", "Nurses", "Practitioner/p1");
        world.PutGroup("h", "Others", "Practitioner/p1");

        var counts = await world.SyncAsync();
        Assert.Equal(("", 2), (world.Groups(), counts[SyncCounts.DeadLetters]));

        world.Refuses = null;
        await world.SyncAsync();
        Assert.Equal("Nurses: 1, Others: 1", world.Groups());
    }

    [Fact]
    public async Task Sync_Rule_MakesAGroupForEachCombinationAndFollowsRolesAndPlaces()
    {
        using var world = new GroupWorld(Rule);
        world.AddWorkers(1, 2, 3);
        world.PutPlace("d1", "Huye", "jdn");
        world.PutPlace("d2", "Musanze", "jdn");
        world.PutPlace("m1", "Sovu", "bu", "d1");
        world.PutPlace("m2", "Muhoza", "bu", "d2");
        world.PutRole("r1", 1, "Nurse", "m1");
        world.PutRole("r2", 2, "Nurse", "m2");
        world.PutRole("r3", 3, "Doctor", "m1", ",\"period\":{\"end\":\"2026-03-05\"}");

        await world.SyncAsync();
        Assert.Equal("Doctor in Huye: 3, Nurse in Huye: 1, Nurse in Musanze: 2", world.Groups());

        world.PutRole("r2", 2, "Nurse", "m1");
        await world.SyncAsync();
        Assert.Equal("Doctor in Huye: 3, Nurse in Huye: 1 2, Nurse in Musanze:", world.Groups());

        // The role is over by its dates, which changes no resource.
        world.Registry.App.Time.Advance(TimeSpan.FromDays(1));
        await world.SyncAsync();
        Assert.StartsWith("Doctor in Huye: 3,", world.Groups(), StringComparison.Ordinal);
        world.Registry.App.Time.Advance(TimeSpan.FromDays(1));
        await world.SyncAsync();
        Assert.StartsWith("Doctor in Huye:,", world.Groups(), StringComparison.Ordinal);

        world.PutPlace("m1", "Sovu", "bu", "d2");
        await world.SyncAsync();
        Assert.Equal("Doctor in Huye:, Nurse in Huye:, Nurse in Musanze: 1 2", world.Groups());
    }

    [Fact]
    public async Task Sync_RuleWithASearch_HasThoseWhomItFinds()
    {
        using var world = new GroupWorld(("Mhero:Groups:Rules:here:Name", "Here"), ("Mhero:Groups:Rules:here:Search", "PractitionerRole?location=Location/m1"));
        world.AddWorkers(1, 2);
        world.PutPlace("m1", "Sovu", "bu");
        world.PutPlace("m2", "Muhoza", "bu");
        world.PutRole("r1", 1, "Nurse", "m1");
        world.PutRole("r2", 2, "Nurse", "m2");
        await world.SyncAsync();
        Assert.Equal("Here: 1", world.Groups());

        world.PutRole("r2", 2, "Nurse", "m1");
        await world.SyncAsync();
        Assert.Equal("Here: 1 2", world.Groups());

        world.Registry.Delete("PractitionerRole/r1");
        await world.SyncAsync();
        Assert.Equal("Here: 1 2", world.Groups());
        world.Registry.App.Time.Advance(TimeSpan.FromHours(1));
        await world.SyncAsync();
        Assert.Equal("Here: 2", world.Groups());
    }

    [Fact]
    public async Task Restart_AfterAReading_HasEachContactReadAndEachWorkerHeldAgainstTheRulesAgain()
    {
        using var world = new GroupWorld(Rule);
        var ledger = world.Registry.Get<GroupLedger>();
        var restart = world.Registry.Get<GroupRestart>();
        await restart.RestartAsync(CancellationToken.None);
        Assert.Null((await ledger.ReadStateAsync(CancellationToken.None)).Version);

        world.AddWorkers(1);
        world.PutPlace("d1", "Huye", "jdn");
        world.PutPlace("m1", "Sovu", "bu", "d1");
        world.PutRole("r1", 1, "Nurse", "m1");
        await world.SyncAsync();
        var (before, _) = await ledger.ReadStateAsync(CancellationToken.None);
        Assert.False(await ReadsAllAsync());

        await restart.RestartAsync(CancellationToken.None);
        var (state, _) = await ledger.ReadStateAsync(CancellationToken.None);
        Assert.NotEqual(before.Rules, state.Rules);
        Assert.True(await ReadsAllAsync());
        Assert.Equal(before.Rules, (await ledger.ReadStateAsync(CancellationToken.None)).State.Rules);
        Assert.Equal("Nurse in Huye: 1", world.Groups());

        async Task<bool> ReadsAllAsync()
        {
            var asked = world.Registry.App.Http.Requests.Count;
            await world.SyncAsync();
            return world.Registry.App.Http.Requests.Skip(asked).Any(
                r => r.Contains("/contacts.json", StringComparison.Ordinal) && !r.Contains("after=", StringComparison.Ordinal) && !r.Contains("deleted=true", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Notify_WorkerIsGoneAndComesBack_LeavesAndIsWantedAgain()
    {
        using var world = new GroupWorld(FromRegistry);
        world.AddWorkers(1, 2);
        world.PutGroup("g", "Nurses", "Practitioner/p1", "Practitioner/p2");
        await world.SyncAsync();
        var gone = world.Registry.App.Get<IEnumerable<IContactObserver>>().OfType<GoneWorkers>().Single();
        var contact = new Core.RapidPro.Model.Contact { Uuid = GroupWorld.ContactOf(1) };

        await gone.NotifyAsync([new ContactObservation("Practitioner/p1", null, contact, null, false) { IsGone = true }, new ContactObservation("Practitioner/p2", null, null, null, false)], CancellationToken.None);
        Assert.Equal((true, 0, 1), await StateAsync());

        await gone.NotifyAsync([new ContactObservation("Practitioner/p1", null, contact, null, false) { WasGone = true }], CancellationToken.None);
        Assert.Equal((false, 1, 2), await StateAsync());
        Assert.Empty(gone.Groups);

        async Task<(bool Gone, int Wanted, int Queued)> StateAsync()
        {
            var row = (await world.Registry.Get<GroupLedger>().Workers.FindAsync(["Practitioner/p1"], CancellationToken.None))["Practitioner/p1"];
            return (row.Gone, row.Wanted.Count, await world.Registry.Get<Core.Storage.Queues.MessageQueues>().DepthAsync("groups"));
        }
    }

    [Fact]
    public async Task PersonalRows_OfAPerson_AreFoundAndErasedByEitherKey()
    {
        using var world = new GroupWorld(FromRegistry);
        world.AddWorkers(1, 2);
        world.PutGroup("g", "Nurses", "Practitioner/p1", "Practitioner/p2");
        await world.SyncAsync();
        var rows = world.Registry.App.Get<IEnumerable<IPersonalRows>>().OfType<GroupPersonalRows>().Single();
        var person = new PersonKeys("Practitioner/p1", GroupWorld.ContactOf(1));

        Assert.Equal("groups", rows.Name);
        Assert.Equal(2, (await rows.FindAsync(person, CancellationToken.None).ToListAsync()).Count);
        await rows.EraseAsync(person with { Worker = null }, CancellationToken.None);
        Assert.Single(await rows.FindAsync(person, CancellationToken.None).ToListAsync());
        await rows.EraseAsync(person with { Contact = null }, CancellationToken.None);
        Assert.Empty(await rows.FindAsync(person, CancellationToken.None).ToListAsync());
        Assert.Equal(2, (await rows.FindAsync(new PersonKeys("Practitioner/p2", GroupWorld.ContactOf(2)), CancellationToken.None).ToListAsync()).Count);
    }
}
