using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>Others write while mHero does, answers get lost, and two apps read at once.</summary>
public sealed class GroupRaceTests(GroupRaceTests.World world) : IClassFixture<GroupRaceTests.World>
{
    private RapidProWorkspace RapidPro => world.RapidPro.Workspace;

    [Fact]
    public async Task LargeGroup_WrittenByOthersMeanwhile_KeepsTheirsAndHasAllMembers()
    {
        const int Members = 6_000;
        var name = GroupWorld.Imported[0];
        var uuid = RapidPro.AddGroup(name).Uuid;
        for (var i = 0; i < Members; i++)
        {
            world.AddMember($"large-{i}", groups: name);
        }

        await world.ReadGroupsAsync();
        var group = Assert.Single(await world.FindGroupsAsync(uuid));
        Assert.Equal(Members, group.Member.Count);

        // Between mHero's reading of the Group and its writing somebody gives it a code and a member, twice.
        var (edits, ifMatches) = (0, 0);
        world.Proxy.Before = async call =>
        {
            if (call.Method != "PUT" || !call.Path.Contains(group.Id!, StringComparison.Ordinal) || Interlocked.Increment(ref ifMatches) > 2)
            {
                return;
            }

            await world.EditBehindTheProxyAsync(group.Id!, g =>
            {
                g.Code = new CodeableConcept { Text = $"theirs {++edits}" };
                g.Member.Add(new Group.MemberComponent { Entity = new ResourceReference($"Practitioner/intruder-{edits}") });
            });
        };
        world.AddMember("large-new", groups: name);
        var leaver = RapidPro.Contacts.First(c => c.Fields["globalid"] == "large-17");
        RapidPro.Edit(leaver.Uuid, c => c with { Groups = [] });
        var counts = await world.ReadGroupsAsync();
        world.Proxy.Reset();

        var after = (await world.Fhir.ReadAsync<Group>(group.Id!))!;
        Assert.Equal(2, edits);
        Assert.Equal("theirs 2", after.Code!.Text);
        var expected = Enumerable.Range(0, Members).Where(i => i != 17).Select(i => $"Practitioner/large-{i}").Append("Practitioner/large-new");
        Assert.Equal(expected.Order(StringComparer.Ordinal), GroupWorld.MembersOf(after));
        Assert.Equal(0, counts[SyncCounts.DeadLetters]);
        Assert.Equal(0, (await world.ReadGroupsAsync())["groupsUpdated"]);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task RegistrysAnswerLost_GroupIsThereOnceAndRight(string method)
    {
        var name = GroupWorld.Imported[method == "PUT" ? 1 : 2];
        var uuid = RapidPro.AddGroup(name).Uuid;
        world.AddMember($"lost-{method}-1", groups: name);
        if (method == "PUT")
        {
            await world.ReadGroupsAsync();
            world.AddMember($"lost-{method}-2", groups: name);
        }

        var dropped = 0;
        world.Proxy.Plan = call => call.Method == method && call.Path.Contains("/Group", StringComparison.Ordinal) && Interlocked.Increment(ref dropped) == 1 ? FhirFault.DropAfterWork : FhirFault.None;
        await world.ReadGroupsAsync();
        Assert.Equal(1, world.Proxy.Faults);
        world.Proxy.Reset();

        Assert.Equal(method == "PUT" ? 2 : 1, Assert.Single(await world.FindGroupsAsync(uuid)).Member.Count);
        Assert.Equal(0, (await world.ReadGroupsAsync())["groupsUpdated"]);
    }

    [Fact]
    public async Task RapidProsAnswerLost_MembersAndGroupAreThereOnce()
    {
        var ids = Enumerable.Range(0, 150).Select(n => $"rp-lost-{n}").ToList();
        ids.ForEach(id => world.AddMember(id));
        await world.AddGroupAsync("Lost answers", ids);
        var rules = new[] { "groups", "contact_actions" }
            .Select(e => world.RapidPro.Faults.Add(new FaultRule(FaultEffect.DropAfterWork()) { Method = "POST", Endpoint = e, Times = 1 })).ToList();

        await world.Host.InvokeTimerAsync(nameof(SyncGroups));
        await world.Host.WaitUntilIdleAsync();
        await world.ReadGroupsAsync();
        var last = await world.ReadGroupsAsync();

        Assert.All(rules, r => Assert.Equal(1, r.Applied));
        Assert.Equal(150, Assert.Single(RapidPro.Groups, g => g.Name.StartsWith("Lost answers", StringComparison.Ordinal)).Count);
        Assert.Equal(0, last[SyncCounts.MembersAdded] + last[SyncCounts.MembersRemoved] + last["groupsCreated"]);
        Assert.Empty(await world.Host.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 10));
    }

    [Fact]
    public async Task Throttled_WaitsAndFinishes()
    {
        var ids = Enumerable.Range(0, 350).Select(n => $"slow-{n}").ToList();
        ids.ForEach(id => world.AddMember(id));
        await world.AddGroupAsync("Slowly filled", ids);
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Throttled(1)) { Method = "POST", Endpoint = "contact_actions", Times = 2 });

        var counts = await world.ReadGroupsAsync();

        Assert.Equal(2, rule.Applied);
        Assert.Equal((350L, 0L), (counts[SyncCounts.MembersAdded], counts[SyncCounts.DeadLetters]));
        Assert.Equal(350, RapidPro.Groups.Single(g => g.Name == "Slowly filled").Count);
    }

    [Fact]
    public async Task TwoAppsReadAtOnce_GroupsAreThereOnceAndComeToRest()
    {
        var ids = Enumerable.Range(0, 250).Select(n => $"twice-{n}").ToList();
        ids.ForEach(id => world.AddMember(id));
        await world.AddGroupAsync("Read twice", ids);
        var name = GroupWorld.Imported[3];
        var uuid = RapidPro.AddGroup(name).Uuid;
        world.AddMember("twice-owned", groups: name);
        await using var second = await world.StartHostAsync();

        await Task.WhenAll(world.Host.InvokeTimerAsync(nameof(SyncGroups)), second.InvokeTimerAsync(nameof(SyncGroups)));
        await world.Host.WaitUntilIdleAsync();
        await world.ReadGroupsAsync();
        var last = await world.ReadGroupsAsync();

        Assert.Equal(250, Assert.Single(RapidPro.Groups, g => g.Name.StartsWith("Read twice", StringComparison.Ordinal)).Count);
        Assert.Single(Assert.Single(await world.FindGroupsAsync(uuid)).Member);
        Assert.Equal(0, last[SyncCounts.MembersAdded] + last[SyncCounts.MembersRemoved] + last["groupsCreated"] + last["groupsUpdated"] + last["groupsFailed"]);
        Assert.Empty(await world.Host.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 10));
    }

    [Fact]
    public async Task MessageDeliveredTwiceOrLate_FollowsTheRegistryAsItIsNow()
    {
        var member = world.AddMember("late-1");
        var group = await world.AddGroupAsync("Late message", ["late-1"]);
        await world.ReadGroupsAsync();
        var queues = world.Host.Services.GetRequiredService<MessageQueues>();
        var key = $"fhir|{group.Id}";
        var message = $$"""{"slice":"late","items":[{"group":"{{key}}","members":["{{member.Uuid}}"]}]}""";
        world.RapidPro.Requests.Reset();

        await queues.SendAsync(world.Settings["GroupsQueue"]!, message);
        await queues.SendAsync(world.Settings["GroupsQueue"]!, message);
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(0, world.RapidPro.Requests.Count("POST", "contact_actions"));
        await world.Fhir.UpdateAsync<Group>(group.Id!, g => { g.Member.Clear(); return g; });
        await world.ReadGroupsAsync();
        await queues.SendAsync(world.Settings["GroupsQueue"]!, message);
        await world.Host.WaitUntilIdleAsync();
        Assert.Empty(world.GroupsOf(member));
    }

    /// <summary>The groups' world with a proxy before the registry.</summary>
    public sealed class World : GroupWorld
    {
        private Uri _server = null!;

        public FhirProxy Proxy { get; private set; } = null!;

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Proxy.DisposeAsync();
        }

        /// <summary>Somebody else changes a Group.</summary>
        public async Task EditBehindTheProxyAsync(string id, Action<Group> edit)
        {
            var address = new Uri($"{_server.ToString().TrimEnd('/')}/Group/{id}");
            using var http = new HttpClient();
            var group = (Group)FhirJson.Parse(await http.GetByteArrayAsync(address));
            edit(group);
            using var content = new ByteArrayContent(FhirJson.Serialize(group)) { Headers = { ContentType = new("application/fhir+json") } };
            (await http.PutAsync(address, content)).EnsureSuccessStatusCode();
        }

        protected override async Task<Uri> OpenFhirAsync(Uri server)
        {
            _server = server;
            Proxy = await FhirProxy.StartAsync(server);
            return Proxy.BaseUrl;
        }
    }
}
