using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Requests;
using Mhero.EndToEnd.Tests.Simulator;
using Mhero.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>Flows that are started, and the responses of their runs.</summary>
public sealed class FlowStartTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    [Theory]
    [InlineData("")]
    [InlineData("lost answer")]
    public async Task Post_Flow_EachPersonIsStartedOnceAndTheResponseIsLinked(string fault)
    {
        world.RapidPro.Workspace.AddFlows(TestFlows.Export);
        var people = await world.AddPeopleAsync(3);
        var contacts = people.ConvertAll(world.ContactOf);
        var request = MessagingWorld.Request("", [.. people.Select(p => $"Practitioner/{p.Id}")]);
        request.Payload[0].Content = new ResourceReference("Basic/" + TestFlows.Parent);
        request.Extension.Add(new Extension { Url = MheroSystems.FlowParameter, Extension = [new("name", new FhirString("period")), new("value", new FhirString("2026-W10"))] });
        if (fault.Length > 0)
        {
            world.RapidPro.Faults.Add(new FaultRule(FaultEffect.DropAfterWork()) { Method = "POST", Endpoint = "flow_starts", Times = 1 });
        }

        var (status, id, outcome) = await world.PostAsync(request);
        Assert.True(status == HttpStatusCode.Accepted, string.Join(' ', outcome.Issue.Select(i => i.Diagnostics)));
        await world.CompleteAsync(id!.Value);

        var start = Assert.Single(world.RapidPro.Workspace.FlowStarts, s => s.Contacts.Intersect(contacts).Any());
        Assert.Contains("2026-W10", start.Params, StringComparison.Ordinal);
        Assert.All(contacts, c => Assert.Single(world.RapidPro.Workspace.Runs, r => r.Contact == c && r.Flow == TestFlows.Parent));

        await world.Sync.Host.InvokeTimerAsync(nameof(Functions.Timers.SyncFlows));
        await world.Sync.Host.InvokeTimerAsync(nameof(Functions.Timers.SyncRuns));
        await world.Sync.Host.WaitUntilIdleAsync();
        var communications = await world.CommunicationsAsync(id.Value);
        Assert.Equal(3, communications.Count);
        Assert.All(communications, c =>
        {
            Assert.Equal(EventStatus.Completed, c.Status);
            Assert.StartsWith("QuestionnaireResponse/", Assert.Single(c.About).Reference, StringComparison.Ordinal);
            Assert.Empty(ResourceRules.Check(c));
        });
    }

    [Theory]
    [InlineData("identifier")]
    [InlineData("title")]
    [InlineData("questionnaire")]
    public async Task Post_FlowNamedByName_IsStarted(string how)
    {
        var mark = Guid.NewGuid().ToString("N");
        var flow = world.RapidPro.Workspace.AddFlow(FlowText.Of(Guid.NewGuid(), $"Named {mark}", ("Age", "number")));
        var name = new Identifier(MheroSystems.FlowName, $" nAMED {mark} ");
        var person = (await world.AddPeopleAsync(1))[0];
        var request = MessagingWorld.Request("", $"Practitioner/{person.Id}");
        request.Payload[0].Content = how switch
        {
            "identifier" => new ResourceReference { Identifier = name },
            "title" => new Attachment { Title = name.Value },
            _ => new ResourceReference($"Questionnaire/{(await world.Sync.AddAsync(new Questionnaire { Identifier = [name], Url = $"http://example.org/Questionnaire/{mark}", Status = PublicationStatus.Active })).Id}"),
        };

        var (status, id, outcome) = await world.PostAsync(request);
        Assert.True(status == HttpStatusCode.Accepted, string.Join(' ', outcome.Issue.Select(i => i.Diagnostics)));
        await world.CompleteAsync(id!.Value);

        Assert.Single(world.RapidPro.Workspace.FlowStarts, s => s.Flow == flow.Uuid && s.Contacts.Contains(world.ContactOf(person)));
    }

    /// <summary>The second request still has the name that the flow had.</summary>
    [Fact]
    public async Task Post_FlowWasRenamed_IsStartedByItsOldName()
    {
        var name = "Started " + Guid.NewGuid();
        var flow = world.RapidPro.Workspace.AddFlow(FlowText.Of(Guid.NewGuid(), name, ("Age", "number")));
        foreach (var (person, isRenamed) in (await world.AddPeopleAsync(2)).Zip([false, true]))
        {
            if (isRenamed)
            {
                world.RapidPro.Workspace.EditFlow(flow.Uuid, d => d["name"] = "Another " + name);
            }

            var request = MessagingWorld.Request("", $"Practitioner/{person.Id}");
            request.Payload[0].Content = new ResourceReference { Identifier = new Identifier(MheroSystems.FlowName, name) };
            var (status, id, outcome) = await world.PostAsync(request);
            Assert.True(status == HttpStatusCode.Accepted, string.Join(' ', outcome.Issue.Select(i => i.Diagnostics)));
            await world.CompleteAsync(id!.Value);

            Assert.Single(world.RapidPro.Workspace.FlowStarts, s => s.Flow == flow.Uuid && s.Contacts.Contains(world.ContactOf(person)));
        }
    }

    [Theory]
    [InlineData(0, MessagingCodes.UnknownFlow)]
    [InlineData(2, MessagingCodes.AmbiguousFlow)]
    public async Task Post_FlowNameOfNoneOrSeveral_IsRefusedWithWhatToDo(int flows, string code)
    {
        var name = "Several " + Guid.NewGuid();
        for (var i = 0; i < flows; i++)
        {
            world.RapidPro.Workspace.AddFlow(FlowText.Of(Guid.NewGuid(), name, ("Age", "number")));
        }

        var person = (await world.AddPeopleAsync(1))[0];
        var request = MessagingWorld.Request("", $"Practitioner/{person.Id}");
        request.Payload[0].Content = new ResourceReference { Identifier = new Identifier(MheroSystems.FlowName, name) };

        var (status, _, outcome) = await world.PostAsync(request);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(outcome.Issue, i => MessagingWorld.CodeOf(i) == code && i.Diagnostics!.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Create_FromCode_ScheduledAndKeyedByItsTime_SendsEachTimeOnce()
    {
        var person = (await world.AddPeopleAsync(1))[0];
        var text = "Weekly " + Guid.NewGuid();
        var request = MessagingWorld.Request(text, $"Practitioner/{person.Id}");
        request.Extension.Add(new Extension { Url = MheroSystems.Schedule, Extension = [new("frequency", new FhirString("recurring")), new("cronExpression", new FhirString("0 8 * * 5"))] });
        var (_, id, _) = await world.PostAsync(request);
        var services = world.Sync.Host.Services;
        var scheduled = new List<ScheduledRequest>();
        await foreach (var one in services.GetRequiredService<ScheduledRequests>().ListAsync())
        {
            scheduled.Add(one);
        }

        var kept = Assert.Single(scheduled, s => s.Id == id);
        Assert.Equal("0 8 * * 5", kept.Cron);
        var intake = services.GetRequiredService<RequestReceiver>();
        var requests = services.GetRequiredService<MessageRequests>();
        var first = await requests.CreateAsync(intake.OrderOf(kept, "2026-W10"));
        var again = await requests.CreateAsync(intake.OrderOf(kept, "2026-W10"));
        var next = await requests.CreateAsync(intake.OrderOf(kept, "2026-W11"));
        await world.CompleteAsync(first.Id);
        await world.CompleteAsync(next.Id);

        Assert.True(again.IsRepeat);
        Assert.Equal(2, Assert.Single(world.RapidPro.Workspace.CountMessages(text)).Value);
    }
}
