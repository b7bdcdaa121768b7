using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class RunsEndpointTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_ManyRunsThatShareTimes_WalksEveryOneOnce(bool reverse)
    {
        // A start gives its runs one modified_on, a hundred at a time.
        await using var world = await WorldAsync(1100, i => Start.AddSeconds(i / 100));

        var pages = await WalkAsync(world, $"runs.json{(reverse ? "?reverse=true" : "")}");

        var expected = world.Workspace.Runs.Select(r => r.Uuid);
        Assert.Equal(reverse ? expected : expected.Reverse(), pages.SelectMany(p => p));
        Assert.Equal([250, 250, 250, 250, 100], pages.Select(p => p.Count));
    }

    [Theory]
    [InlineData(true, 2, 601)]
    [InlineData(false, 1, 599)]
    public async Task Get_RunsChangeDuringTheWalk_AreMetTwiceOldestFirstAndMissedNewestFirst(bool reverse, int timesSeen, int total)
    {
        await using var world = await WorldAsync(600, i => Start.AddSeconds(i));
        var runs = world.Workspace.Runs;
        var (seen, unseen) = reverse ? (runs[10], runs[400]) : (runs[590], runs[100]);

        var pages = await WalkAsync(world, $"runs.json{(reverse ? "?reverse=true" : "")}", page =>
        {
            if (page == 1)
            {
                world.Workspace.EditRun(seen.Uuid, r => r with { Responded = true });
                world.Workspace.EditRun(unseen.Uuid, r => r with { ExitType = "expired" });
            }
        });

        var met = pages.SelectMany(p => p).ToList();
        Assert.Equal(total, met.Count);
        Assert.Equal(timesSeen, met.Count(u => u == seen.Uuid));
        Assert.Equal(reverse ? 1 : 0, met.Count(u => u == unseen.Uuid));
    }

    [Fact]
    public async Task Get_WindowAndFlow_AreInclusiveToTheMicrosecondAndHoldThroughThePages()
    {
        await using var world = await WorldAsync(700, i => Start.AddSeconds(1).AddMicroseconds(i), flows: 2);
        var all = world.Workspace.Runs;
        var flow = all[0].Flow;

        var pages = await WalkAsync(world, $"runs.json?flow={flow}&after=2026-11-22T08:00:01.000100Z&before=2026-11-22T08:00:01.000698Z&reverse=true");

        Assert.Equal(all.Where((r, i) => i is >= 100 and <= 698 && r.Flow == flow).Select(r => r.Uuid), pages.SelectMany(p => p));
        Assert.Equal([250, 50], pages.Select(p => p.Count));
    }

    [Fact]
    public async Task Get_Filters_LeaveWhatTheyName()
    {
        await using var world = await WorldAsync(4, i => Start.AddSeconds(i), flows: 2);
        var runs = world.Workspace.Runs;
        world.Workspace.EditRun(runs[2].Uuid, r => r with { Responded = true });
        using var http = SimulatorClient.For(world);

        Assert.Equal([runs[2].Uuid], await UuidsAsync(http, "runs.json?responded=TrUe"));
        Assert.Equal([runs[2].Uuid], await UuidsAsync(http, $"runs.json?flow={runs[0].Flow}&responded=yes"));
        Assert.Equal([runs[1].Uuid], await UuidsAsync(http, $"runs.json?uuid={runs[1].Uuid}&id=2"));
        Assert.Empty(await UuidsAsync(http, $"runs.json?uuid={runs[1].Uuid}&id=3"));
        Assert.Empty(await UuidsAsync(http, $"runs.json?uuid={runs[1].Uuid}&flow={runs[0].Flow}"));
        Assert.Equal(4, (await UuidsAsync(http, $"runs.json?contact={runs[0].Contact}")).Count);
        Assert.Empty(await UuidsAsync(http, $"runs.json?contact={Guid.NewGuid()}"));
        Assert.Empty(await UuidsAsync(http, "runs.json?flow=invalid"));
        Assert.Empty(await UuidsAsync(http, "runs.json?before=longago"));
    }

    [Theory]
    [InlineData(RapidProProfile.V9_0, "flow=%F&contact=%C", "You may only specify one of the contact, flow parameters")]
    [InlineData(RapidProProfile.V9_0, "uuid=zzz", "Value for uuid must be a valid UUID")]
    [InlineData(RapidProProfile.V26_3, "uuid=zzz", "Param 'uuid': zzz is not a valid UUID.")]
    [InlineData(RapidProProfile.V26_3, "flow=zzz", "Param 'flow': zzz is not a valid UUID.")]
    public async Task Get_NotPossible_IsA400InTheReleasesWords(RapidProProfile profile, string query, string detail)
    {
        await using var world = await WorldAsync(1, _ => Start, profile: profile);
        using var http = SimulatorClient.For(world);
        var run = world.Workspace.Runs[0];

        var (status, body) = await http.GetJsonAsync($"runs.json?{query.Replace("%F", run.Flow.ToString(), StringComparison.Ordinal).Replace("%C", run.Contact.ToString(), StringComparison.Ordinal)}");

        Assert.Equal((400, detail), (status, body.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, "id,uuid,flow,contact,start,responded,path,values,created_on,modified_on,exited_on,exit_type", "uuid,name,urn", "value,category,node,time,input,name")]
    [InlineData(RapidProProfile.V9_0, "id,uuid,flow,contact,start,responded,path,values,created_on,modified_on,exited_on,exit_type", "uuid,name,urn,urn_display", "value,category,node,time,input,name")]
    [InlineData(RapidProProfile.V26_3, "uuid,flow,contact,start,responded,path,values,created_on,modified_on,exited_on,exit_type,id", "uuid,name,urn,urn_display", "value,category,node,time,name")]
    public async Task Get_Releases_DifferInMembers(RapidProProfile profile, string run, string contact, string value)
    {
        await using var world = await WorldAsync(1, _ => Start, profile: profile);
        using var http = SimulatorClient.For(world);

        var (_, body) = await http.GetJsonAsync("runs.json");

        var row = body.GetProperty("results")[0];
        Assert.Equal(run, Members(row));
        Assert.Equal(contact, Members(row.GetProperty("contact")));
        Assert.Equal(value, Members(row.GetProperty("values").GetProperty("age")));
        Assert.Equal("2026-11-22T08:00:00.000000Z", row.GetProperty("values").GetProperty("age").GetProperty("time").GetString());
        Assert.Equal("2026-11-22T08:00:00Z", row.GetProperty("modified_on").GetString());
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, """{"uuid":"%C","name":"Aline"}""")]
    [InlineData(RapidProProfile.V9_0, """{"uuid":"%C","name":"Aline","urn":"tel:********","urn_display":null,"anon_display":"0000000001"}""")]
    public async Task Get_AnonymousWorkspace_HidesTheNumber(RapidProProfile profile, string contact)
    {
        await using var world = await WorldAsync(1, _ => Start, profile: profile);
        world.Workspace.Anonymous = true;
        using var http = SimulatorClient.For(world);

        var (_, body) = await http.GetJsonAsync("runs.json");

        var uuid = world.Workspace.Contacts[0].Uuid.ToString();
        Assert.Equal(contact.Replace("%C", uuid, StringComparison.Ordinal), body.GetProperty("results")[0].GetProperty("contact").GetRawText());
    }

    [Fact]
    public async Task Get_OwnQuota_IsNotThatOfFlows()
    {
        await using var world = await RapidProSimulator.StartAsync(new() { Throttle = true, RequestsPerHour = 1, TimeProvider = new FakeTimeProvider() });
        using var http = SimulatorClient.For(world);

        var statuses = new List<int>();
        foreach (var path in new[] { "runs.json", "messages.json", "flows.json", "runs.json", "messages.json", "definitions.json" })
        {
            using var answer = await http.GetAsync(path);
            statuses.Add((int)answer.StatusCode);
        }

        Assert.Equal([200, 200, 200, 429, 429, 429], statuses);
    }

    [Fact]
    public async Task Get_MailroomDown_StillReads()
    {
        await using var world = await WorldAsync(1, _ => Start);
        world.Workspace.MailroomDown = true;
        using var http = SimulatorClient.For(world);

        Assert.Single(await UuidsAsync(http, "runs.json"));
        Assert.Equal(500, (await http.PostJsonAsync("messages.json", $$"""{"contact":"{{world.Workspace.Contacts[0].Uuid}}","text":"x"}""")).Status);
    }

    [Fact]
    public async Task EditRun_Ended_MovesModifiedOnAndGivesTheEndItsTime()
    {
        var clock = new FakeTimeProvider(Start);
        await using var world = await RapidProSimulator.StartAsync(new() { TimeProvider = clock });
        var flow = world.Workspace.AddFlow(new SimulatedFlow { Name = "F" }).Uuid;
        var contact = world.Workspace.AddContact(new()).Uuid;
        var run = world.Workspace.AddRun(new() { Flow = flow, Contact = contact });
        clock.Advance(TimeSpan.FromHours(2));

        var ended = world.Workspace.EditRun(run.Uuid, r => r with { ExitType = "interrupted" });

        Assert.Null(run.ExitedOn);
        Assert.Equal(Start.AddHours(2), ended.ModifiedOn);
        Assert.Equal(Start.AddHours(2), ended.ExitedOn);
        Assert.Equal(run.CreatedOn, ended.CreatedOn);
        Assert.Equal("interrupted", world.Workspace.FindRun(run.Uuid)!.ExitType);
        Assert.Throws<ArgumentException>(() => world.Workspace.EditRun(Guid.NewGuid(), r => r));
        Assert.Throws<ArgumentException>(() => world.Workspace.AddRun(new() { Flow = Guid.NewGuid(), Contact = contact }));
        Assert.Throws<ArgumentException>(() => world.Workspace.AddRun(run));
    }

    private static async Task<RapidProSimulator> WorldAsync(int runs, Func<int, DateTimeOffset> modifiedOn, int flows = 1, RapidProProfile profile = RapidProProfile.V9_0)
    {
        var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = new FakeTimeProvider(Start.AddHours(1)), Profile = profile });
        var uuids = Enumerable.Range(0, flows).Select(i => simulator.Workspace.AddFlow(new SimulatedFlow { Name = $"Flow {i}" }).Uuid).ToList();
        var contact = simulator.Workspace.AddContact(new() { Name = "Aline", Urns = ["tel:+250788123456"] }).Uuid;
        for (var i = 0; i < runs; i++)
        {
            simulator.Workspace.AddRun(new()
            {
                Flow = uuids[i % flows],
                Contact = contact,
                CreatedOn = Start,
                ModifiedOn = modifiedOn(i),
                Path = [new SimulatedRunStep(Guid.NewGuid(), Start)],
                Values = new Dictionary<string, SimulatedRunValue> { ["age"] = new() { Name = "Age", Value = "31", Category = "Has Number", Input = "31" } },
            });
        }

        return simulator;
    }

    private static async Task<List<List<Guid>>> WalkAsync(RapidProSimulator simulator, string first, Action<int>? afterPage = null)
    {
        using var http = SimulatorClient.For(simulator);
        var pages = new List<List<Guid>>();
        for (var here = first; here is not null;)
        {
            var (status, body) = await http.GetJsonAsync(here);
            Assert.Equal(200, status);
            pages.Add([.. body.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("uuid").GetGuid())]);
            Assert.True(pages.Count < 20, "the pages do not end");
            afterPage?.Invoke(pages.Count);
            here = body.GetProperty("next").GetString();
        }

        return pages;
    }

    private static async Task<List<Guid>> UuidsAsync(HttpClient http, string path) =>
        [.. (await http.GetJsonAsync(path)).Body.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("uuid").GetGuid())];

    private static string Members(JsonElement json) => string.Join(',', json.EnumerateObject().Select(p => p.Name));
}
