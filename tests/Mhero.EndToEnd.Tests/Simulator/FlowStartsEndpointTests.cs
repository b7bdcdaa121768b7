using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class FlowStartsEndpointTests
{
    private static readonly Guid Started = Guid.Parse("f0000000-0000-4000-8000-000000000001");
    private static readonly Guid Other = Guid.Parse("f0000000-0000-4000-8000-000000000002");
    private static readonly Guid Amina = Guid.Parse("a0000000-0000-4000-8000-000000000001");
    private static readonly Guid Bosco = Guid.Parse("a0000000-0000-4000-8000-000000000002");
    private static readonly Guid Blocked = Guid.Parse("a0000000-0000-4000-8000-000000000003");

    [Fact]
    public async Task Post_Contacts_RunTheFlowWithTheParameters()
    {
        await using var simulator = await StartAsync();

        var start = await PostAsync(simulator, $$$"""{"flow":"{{{Started}}}","contacts":["{{{Bosco}}}","{{{Amina}}}"],"params":{"the place":"Gasabo"}}""");

        Assert.Equal("pending", start.GetProperty("status").GetString());
        Assert.Equal("""{"the_place":"Gasabo"}""", start.GetProperty("params").GetRawText());
        Assert.Equal(["Report for Gasabo?", "Report for Gasabo?"], simulator.Workspace.Messages.Select(m => m.Text));
        Assert.All(simulator.Workspace.Runs, r => Assert.Equal(start.GetProperty("uuid").GetGuid(), r.Start));
        Assert.Equal("complete", Assert.Single(simulator.Workspace.FlowStarts).Status);
    }

    [Fact]
    public async Task Post_BlockedContact_IsPassedOverInSilence()
    {
        await using var simulator = await StartAsync();

        var start = await PostAsync(simulator, $$"""{"flow":"{{Started}}","contacts":["{{Blocked}}"]}""");

        Assert.Equal(Blocked, start.GetProperty("contacts")[0].GetProperty("uuid").GetGuid());
        Assert.Empty(simulator.Workspace.Messages);
        Assert.Empty(simulator.Workspace.Runs);
        Assert.Equal("complete", Assert.Single(simulator.Workspace.FlowStarts).Status);
    }

    [Fact]
    public async Task Post_WithoutRestart_PassesOverWhoWasInTheFlow()
    {
        await using var simulator = await StartAsync();
        await PostAsync(simulator, $$"""{"flow":"{{Started}}","contacts":["{{Amina}}"]}""");

        await PostAsync(simulator, $$"""{"flow":"{{Started}}","contacts":["{{Amina}}","{{Bosco}}"],"restart_participants":false}""");
        var without = simulator.Workspace.CountMessages();
        await PostAsync(simulator, $$"""{"flow":"{{Started}}","contacts":["{{Amina}}","{{Bosco}}"]}""");

        Assert.Equal((1, 1), (without[Amina], without[Bosco]));
        Assert.Equal((2, 2), (simulator.Workspace.CountMessages()[Amina], simulator.Workspace.CountMessages()[Bosco]));
        Assert.Equal(2, simulator.Workspace.Runs.Count(r => r.ExitType == "interrupted"));
    }

    [Fact]
    public async Task Post_ExcludeActive_LeavesWhoIsInAFlowInIt()
    {
        await using var simulator = await StartAsync();
        await PostAsync(simulator, $$"""{"flow":"{{Other}}","contacts":["{{Amina}}"]}""");

        await PostAsync(simulator, $$"""{"flow":"{{Started}}","contacts":["{{Amina}}","{{Bosco}}"],"exclude_active":true}""");

        Assert.Equal(Other, simulator.Workspace.FindByUuid(Amina)!.Flow!.Uuid);
        Assert.Equal(Started, simulator.Workspace.FindByUuid(Bosco)!.Flow!.Uuid);
        Assert.Single(simulator.Workspace.MessagesTo(Amina));
    }

    [Fact]
    public async Task Post_MailroomDown_StaysPendingAndIsDoneWhenItIsBack()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        simulator.Workspace.MailroomDown = true;
        var uuid = (await PostAsync(simulator, $$"""{"flow":"{{Started}}","contacts":["{{Amina}}"]}""")).GetProperty("uuid").GetGuid();

        var (_, down) = await http.GetJsonAsync($"flow_starts.json?uuid={uuid}");
        var whileDown = simulator.Workspace.Messages.Count;
        simulator.Workspace.MailroomDown = false;
        var (_, back) = await http.GetJsonAsync($"flow_starts.json?uuid={uuid}");

        Assert.Equal("pending", down.GetProperty("results")[0].GetProperty("status").GetString());
        Assert.Equal(0, whileDown);
        Assert.Equal("complete", back.GetProperty("results")[0].GetProperty("status").GetString());
        Assert.True(back.GetProperty("results")[0].GetProperty("modified_on").GetDateTimeOffset() > down.GetProperty("results")[0].GetProperty("modified_on").GetDateTimeOffset());
        Assert.Single(simulator.Workspace.MessagesTo(Amina));
    }

    [Fact]
    public async Task CatchUpAsync_NobodyAsks_WorksOffWhatWaits()
    {
        await using var simulator = await StartAsync();
        simulator.Workspace.MailroomDown = true;
        await PostAsync(simulator, $$"""{"flow":"{{Started}}","contacts":["{{Amina}}"]}""");

        await simulator.Workspace.CatchUpAsync();
        var whileDown = simulator.Workspace.Messages.Count;
        simulator.Workspace.MailroomDown = false;
        await simulator.Workspace.CatchUpAsync();
        await simulator.Workspace.CatchUpAsync();

        Assert.Equal(0, whileDown);
        Assert.Single(simulator.Workspace.MessagesTo(Amina));
    }

    [Fact]
    public async Task Post_AnswerLost_HasStartedAndIsFound()
    {
        await using var simulator = await StartAsync();
        using var http = SimulatorClient.For(simulator);
        http.Timeout = TimeSpan.FromSeconds(2);
        simulator.Faults.Add(new FaultRule(FaultEffect.HangAfterWork()) { Method = "POST", Endpoint = "flow_starts", Times = 1 });

        await Assert.ThrowsAsync<TaskCanceledException>(() => http.PostJsonAsync("flow_starts.json", $$"""{"flow":"{{Started}}","contacts":["{{Amina}}"]}"""));

        var (_, list) = await http.GetJsonAsync("flow_starts.json?reverse=true");
        Assert.Equal(Started, Assert.Single(list.GetProperty("results").EnumerateArray()).GetProperty("flow").GetProperty("uuid").GetGuid());
        Assert.Single(simulator.Workspace.MessagesTo(Amina));
    }

    [Fact]
    public async Task Post_FlowThatCannotBeRun_FailsAndSaysSoInTheList()
    {
        await using var simulator = await StartAsync();
        var flow = simulator.Workspace.AddFlow(new SimulatedFlow { Name = "Voice", Type = "voice" });

        await PostAsync(simulator, $$"""{"flow":"{{flow.Uuid}}","contacts":["{{Amina}}"]}""");

        Assert.Equal("failed", Assert.Single(simulator.Workspace.FlowStarts).Status);
    }

    [Fact]
    public async Task SentStatus_Null_GivesTheFlowsMessagesToTheChannel()
    {
        await using var simulator = await StartAsync();
        simulator.Workspace.SentStatus = null;
        simulator.Workspace.Behaviour = new ChannelBehaviour { Fails = urn => urn == "tel:+250788000002" };

        await PostAsync(simulator, $$"""{"flow":"{{Started}}","contacts":["{{Amina}}","{{Bosco}}"]}""");

        Assert.Equal(["delivered", "failed"], simulator.Workspace.Messages.Select(m => m.Status));
    }

    [Theory]
    [InlineData(RapidProProfile.V9_0, "id,uuid,flow,status,groups,contacts,params,created_on,modified_on,extra,restart_participants,exclude_active", "complete", """{"n":1,"a_b":"","list":{"0":"x"}}""")]
    [InlineData(RapidProProfile.V26_3, "uuid,flow,status,progress,groups,contacts,params,created_on,modified_on,id,extra,restart_participants,exclude_active", "completed", """{"n":1,"a b":null,"list":["x"]}""")]
    public async Task Get_Releases_DifferInMembersWordsAndParameters(RapidProProfile profile, string members, string status, string parameters)
    {
        await using var simulator = await StartAsync(profile);
        await PostAsync(simulator, $$$"""{"flow":"{{{Started}}}","contacts":["{{{Amina}}}"],"params":{"list":["x"],"a b":null,"n":1}}""");
        using var http = SimulatorClient.For(simulator);

        var (_, body) = await http.GetJsonAsync("flow_starts.json");

        var start = body.GetProperty("results")[0];
        Assert.Equal(members, string.Join(',', start.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(status, start.GetProperty("status").GetString());
        Assert.Equal(parameters, start.GetProperty("params").GetRawText());
    }

    private static async Task<JsonElement> PostAsync(RapidProSimulator simulator, string start)
    {
        using var http = SimulatorClient.For(simulator);
        var (status, body) = await http.PostJsonAsync("flow_starts.json", start);
        Assert.Equal(201, status);
        return JsonDocument.Parse(body).RootElement;
    }

    private static string Flow(Guid uuid, string text) => $$$"""
        {"uuid":"{{{uuid}}}","name":"F","spec_version":"13.1.0","language":"eng","type":"messaging","revision":1,"expire_after_minutes":60,"localization":{},
         "nodes":[
          {"uuid":"b0000000-0000-4000-8000-000000000001","actions":[{"uuid":"b0000000-0000-4000-8000-000000000002","type":"send_msg","text":"{{{text}}}","attachments":[],"quick_replies":[]}],
           "exits":[{"uuid":"b0000000-0000-4000-8000-000000000003","destination_uuid":"b0000000-0000-4000-8000-000000000004"}]},
          {"uuid":"b0000000-0000-4000-8000-000000000004","actions":[],"router":{"type":"switch","wait":{"type":"msg"},"operand":"@input.text","result_name":"Answer",
            "categories":[{"uuid":"b0000000-0000-4000-8000-000000000005","name":"All Responses","exit_uuid":"b0000000-0000-4000-8000-000000000006"}],"cases":[],"default_category_uuid":"b0000000-0000-4000-8000-000000000005"},
           "exits":[{"uuid":"b0000000-0000-4000-8000-000000000006","destination_uuid":null}]}]}
        """;

    private static async Task<RapidProSimulator> StartAsync(RapidProProfile profile = RapidProProfile.V9_0)
    {
        var simulator = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions
        {
            Profile = profile,
            TimeProvider = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero)),
        });
        simulator.Workspace.AddFlow(Flow(Started, "Report for @trigger.params.the_place?"));
        simulator.Workspace.AddFlow(Flow(Other, "Another?"));
        simulator.Workspace.AddContact(new SimulatedContact { Uuid = Amina, Name = "Amina", Urns = ["tel:+250788000001"] });
        simulator.Workspace.AddContact(new SimulatedContact { Uuid = Bosco, Name = "Bosco", Urns = ["tel:+250788000002"] });
        simulator.Workspace.AddContact(new SimulatedContact { Uuid = Blocked, Status = "blocked", Urns = ["tel:+250788000003"] });
        return simulator;
    }
}
