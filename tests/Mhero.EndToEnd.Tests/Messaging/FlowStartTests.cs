using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Requests;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.EndToEnd.Tests.Simulator;
using Mhero.Simulator;
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

    [Fact]
    public async Task Post_FlowWhoseMessagesFailOrStayWired_ItsCommunicationsSaySo()
    {
        var workspace = world.RapidPro.Workspace;
        var flow = workspace.AddFlow(FlowText.Of(Guid.NewGuid(), "Delivery " + Guid.NewGuid(), ("Age", "number")));
        var people = await world.AddPeopleAsync(4);
        var (delivered, failed, wired, answered) = (people[0], people[1], people[2], people[3]);
        var failing = "tel:" + failed.Telecom[0].Value;
        string[] stalling = ["tel:" + wired.Telecom[0].Value, "tel:" + answered.Telecom[0].Value];
        workspace.Behaviour = new ChannelBehaviour { Fails = urn => urn == failing, Stalls = stalling.Contains };
        workspace.SentStatus = null;
        var request = MessagingWorld.Request("", [.. people.Select(p => $"Practitioner/{p.Id}")]);
        request.Payload[0].Content = new ResourceReference("Basic/" + flow.Uuid);

        var (_, id, _) = await world.PostAsync(request);
        var found = new Dictionary<string, Communication>();
        await Eventually.HoldsAsync(async () =>
        {
            // The request is stored in the registry after the answer to the POST.
            var stored = await world.Sync.Fhir.SearchAsync(new FhirSearch("CommunicationRequest").Where("identifier", MheroSystems.Request, id!.Value.ToString()));
            found = stored.Matches.Count == 0 ? [] : await ByPersonAsync(id.Value);
            return found.Count == 4 && found[failed.Id!].Status != EventStatus.InProgress;
        });

        // All of them are judged in one look.
        EventStatus?[] expected = [EventStatus.Completed, EventStatus.NotDone, EventStatus.InProgress, EventStatus.InProgress];
        Assert.Equal(expected, people.Select(p => found[p.Id!].Status));
        Assert.Equal("RapidPro could not send it and does not say why.", found[failed.Id!].StatusReason!.Text);
        Assert.All(found.Values, c => Assert.Equal("SMSWRIT", Assert.Single(Assert.Single(c.Medium).Coding).Code));

        // A response alone proves no delivery, an answer does.
        await workspace.ReceiveAsync(answered.Telecom[0].Value!, "34");
        await world.Sync.Host.InvokeTimerAsync(nameof(Functions.Timers.SyncFlows));
        await world.Sync.Host.InvokeTimerAsync(nameof(Functions.Timers.SyncRuns));
        await Eventually.HoldsAsync(async () =>
        {
            found = await ByPersonAsync(id!.Value);
            return found.Values.All(c => c.About.Count == 1);
        });
        Assert.Equal([.. expected[..3], EventStatus.Completed], people.Select(p => found[p.Id!].Status));

        workspace.Behaviour = new ChannelBehaviour();
        await world.CompleteAsync(id!.Value);
        found = await ByPersonAsync(id.Value);
        Assert.Equal([EventStatus.Completed, EventStatus.NotDone, EventStatus.Completed, EventStatus.Completed], people.Select(p => found[p.Id!].Status));

        // Only the one whose message failed is started again.
        using var client = world.Client();
        using var resend = await client.PostAsync(new Uri($"messages/{id}/resend", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Accepted, resend.StatusCode);
        var again = System.Text.Json.Nodes.JsonNode.Parse(await resend.Content.ReadAsStringAsync())!["request"]!.GetValue<Guid>();
        await world.CompleteAsync(again);
        Assert.Equal(EventStatus.Completed, Assert.Single(await world.CommunicationsAsync(again)).Status);
        Assert.Equal([1, 2, 1, 1], people.Select(p => workspace.Runs.Count(r => r.Flow == flow.Uuid && r.Contact == world.ContactOf(p))));

        async Task<Dictionary<string, Communication>> ByPersonAsync(Guid of) =>
            (await world.CommunicationsAsync(of)).ToDictionary(c => c.Recipient[0].Reference!.Split('/')[^1]);
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
