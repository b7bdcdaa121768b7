using Mhero.Core.Fhir;
using Mhero.Simulator;
using Status = Hl7.Fhir.Model.QuestionnaireResponse.QuestionnaireResponseStatus;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>The same run by webhook and by the poller, in any order and any number: one response in the end, of the newest state.</summary>
public sealed class WebhookRunTests(WebhookRunTests.World world) : IClassFixture<WebhookRunTests.World>
{
    [Theory]
    [InlineData("webhook, poll")]
    [InlineData("poll, webhook")]
    [InlineData("webhook, webhook, poll, poll")]
    [InlineData("poll, poll, webhook, webhook")]
    public async Task NamedRun_InAnyOrder_IsOneResponseOfTheNewestState(string order)
    {
        var (flow, contact) = await NewAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"), ("note", "end|All Responses"));
        foreach (var step in order.Split(", "))
        {
            if (step == "webhook")
            {
                // RapidPro calls while the run still goes on.
                await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, run.Uuid, "active", ("age", "3|Number")));
                await world.IdleAsync();
            }
            else
            {
                await world.ReadAsync("runs");
            }
        }

        var response = Assert.Single(await world.ResponsesAsync(flow.Uuid));
        Assert.Equal((run.Uuid.ToString(), Status.Completed), (response.Identifier!.Value, response.Status));
        Assert.Equal("end", RunWorld.AnswersOf(response)["note"]);
    }

    [Fact]
    public async Task NamedRun_TenWebhooksAtOnceWhileThePollReadsIt_IsOneResponse()
    {
        var (flow, contact) = await NewAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"), ("note", "end|All Responses"));
        var body = RunWorld.WebhookBody(flow, contact, run.Uuid, "completed", ("age", "3|Number"), ("note", "end|All Responses"));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(Task (_) => world.PostWebhookAsync(body)).Append(world.ReadAsync("runs")));
        await world.IdleAsync();

        var response = Assert.Single(await world.ResponsesAsync(flow.Uuid));
        Assert.Equal((MheroSystems.RunUuid, run.Uuid.ToString(), Status.Completed), (response.Identifier!.System, response.Identifier.Value, response.Status));
    }

    [Fact]
    public async Task NamedRun_ByWebhookAlone_IsThereAtOnce_AndThePollAddsNothing()
    {
        var (flow, contact) = await NewAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));
        var answer = await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, run.Uuid, "completed", ("age", "3|Number")));
        await world.IdleAsync();
        var first = await world.ResponseOfAsync(run);

        world.Registry.Reset();
        await world.ReadAsync("runs");

        Assert.Equal(("accepted", run.Uuid.ToString()), (answer["status"]!.GetValue<string>(), answer["run"]!.GetValue<string>()));
        Assert.Equal(first.Id, (await world.ResponseOfAsync(run)).Id);
        Assert.Equal(0, world.Registry.Writes("QuestionnaireResponse"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public async Task UnnamedRun_WebhooksBeforeThePoll_TheResponseGetsItsName(int times)
    {
        var (flow, contact) = await NewAsync();
        var body = RunWorld.WebhookBody(flow, contact, null, null, ("age", "3|Number"));
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => world.PostWebhookAsync(body)));
        await world.IdleAsync();
        var unnamed = Assert.Single(await world.ResponsesAsync(flow.Uuid));
        Assert.Equal((MheroSystems.WebhookRun, Status.InProgress), (unnamed.Identifier!.System, unnamed.Status));

        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"), ("note", "end|All Responses"));
        await world.ReadAsync("runs");

        await AssertOneAsync(flow, run, unnamed.Id);
    }

    [Fact]
    public async Task UnnamedRun_WebhookAfterThePoll_MakesNoSecondResponse()
    {
        var (flow, contact) = await NewAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"), ("note", "end|All Responses"));
        await world.ReadAsync("runs");
        var first = await world.ResponseOfAsync(run);

        for (var time = 0; time < 2; time++)
        {
            await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, null, null, ("age", "3|Number")));
            await world.IdleAsync();
        }

        await AssertOneAsync(flow, run, first.Id);
    }

    [Fact]
    public async Task UnnamedRun_WebhookAfterThePollSawLess_BringsItsAnswers()
    {
        var (flow, contact) = await NewAsync();
        var run = world.AddRun(flow, contact, null, ("age", "3|Number"));
        await world.ReadAsync("runs");
        var first = await world.ResponseOfAsync(run);

        await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, null, null, ("age", "3|Number"), ("note", "more|All Responses")));
        await world.IdleAsync();

        var response = await world.ResponseOfAsync(run);
        Assert.Equal((first.Id, "more"), (response.Id, RunWorld.AnswersOf(response)["note"]));
        Assert.Single(await world.ResponsesAsync(flow.Uuid));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UnnamedRun_TwoWebhooksThatGrow_AreOneResponse(bool oneAfterTheOther)
    {
        var (flow, contact) = await NewAsync();
        await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, null, null, ("age", "3|Number")));
        if (oneAfterTheOther)
        {
            await world.IdleAsync();
        }

        await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, null, null, ("age", "3|Number"), ("note", "end|All Responses")));
        await world.IdleAsync();
        if (oneAfterTheOther)
        {
            Assert.Equal("end", RunWorld.AnswersOf(Assert.Single(await world.ResponsesAsync(flow.Uuid)))["note"]);
        }

        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"), ("note", "end|All Responses"));
        await world.ReadAsync("runs");

        await AssertOneAsync(flow, run, null);
    }

    [Fact]
    public async Task UnnamedRuns_TwoOfOneContactBackToBack_EachGetItsOwnResponse()
    {
        var (flow, contact) = await NewAsync();
        var began = TimeProvider.System.GetUtcNow();
        await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, null, null, ("age", "3|Number")));
        await world.IdleAsync();
        var between = TimeProvider.System.GetUtcNow();
        await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, null, null, ("age", "4|Number")));
        await world.IdleAsync();
        var ended = TimeProvider.System.GetUtcNow();

        var first = world.RapidPro.Workspace.AddRun(new SimulatedRun
        {
            Flow = flow.Uuid,
            Contact = contact.Uuid,
            CreatedOn = began,
            ModifiedOn = between,
            ExitType = "completed",
            Values = RunWorld.ValuesOf(("age", "3|Number")),
        });
        var second = world.RapidPro.Workspace.AddRun(new SimulatedRun
        {
            Flow = flow.Uuid,
            Contact = contact.Uuid,
            CreatedOn = between,
            ModifiedOn = ended,
            ExitType = "completed",
            Values = RunWorld.ValuesOf(("age", "4|Number")),
        });
        await world.ReadAsync("runs");

        Assert.Equal(2, (await world.ResponsesAsync(flow.Uuid)).Count);
        Assert.Equal("3", RunWorld.AnswersOf(await world.ResponseOfAsync(first))["age"]);
        Assert.Equal("4", RunWorld.AnswersOf(await world.ResponseOfAsync(second))["age"]);
    }

    [Fact]
    public async Task UnnamedRun_ThatRapidProNeverShows_KeepsItsResponse()
    {
        var (flow, contact) = await NewAsync();
        await world.PostWebhookAsync(RunWorld.WebhookBody(flow, contact, null, "completed", ("age", "3|Number")));
        await world.IdleAsync();
        await world.ReadAsync("runs");
        await world.ReadAsync("runs");

        var response = Assert.Single(await world.ResponsesAsync(flow.Uuid));
        Assert.Equal((MheroSystems.WebhookRun, "3"), (response.Identifier!.System, RunWorld.AnswersOf(response)["age"]));
    }

    [Fact]
    public async Task UnnamedRun_WhileThePollReadsIt_IsOneResponse()
    {
        for (var time = 0; time < 4; time++)
        {
            var (flow, contact) = await NewAsync();
            var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"), ("note", "end|All Responses"));
            var body = RunWorld.WebhookBody(flow, contact, null, null, ("age", "3|Number"));

            await Task.WhenAll(Enumerable.Range(0, 3).Select(Task (_) => world.PostWebhookAsync(body)).Append(world.ReadAsync("runs")));
            await world.IdleAsync();

            await AssertOneAsync(flow, run, null);
        }
    }

    private async Task<(SimulatedFlow Flow, SimulatedContact Contact)> NewAsync() =>
        (world.AddFlow("Webhooks", ("Age", "number"), ("Note", "text")), (await world.AddLinkedAsync()).Contact);

    private async Task AssertOneAsync(SimulatedFlow flow, SimulatedRun run, string? id)
    {
        var response = Assert.Single(await world.ResponsesAsync(flow.Uuid));
        Assert.Equal((MheroSystems.RunUuid, run.Uuid.ToString(), Status.Completed), (response.Identifier!.System, response.Identifier.Value, response.Status));
        Assert.Equal("end", RunWorld.AnswersOf(response)["note"]);
        Assert.Equal(id ?? response.Id, response.Id);
    }

    public sealed class World : RunWorld
    {
        protected override bool UsesAzurite => true;
    }
}
