using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.EndToEnd.Tests.Contacts;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

public sealed class MessagingTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    [Fact]
    public async Task Post_EachKindOfRecipient_EachPersonGetsItOnce()
    {
        var people = await world.AddPeopleAsync(6);
        var place = await world.Sync.AddAsync(new Location { Name = "A facility" });
        var role = await world.Sync.AddAsync(new PractitionerRole
        {
            Active = true,
            Practitioner = new ResourceReference($"Practitioner/{people[1].Id}"),
            Location = [new ResourceReference($"Location/{place.Id}")],
            Code = [new CodeableConcept("http://example.org/cadre", "nurse-" + place.Id)],
        });
        var inner = await GroupAsync($"Practitioner/{people[2].Id}");
        var outer = await GroupAsync($"Group/{inner.Id}", $"Practitioner/{people[3].Id}", $"Practitioner/{people[0].Id}");
        var text = "To all of you " + Guid.NewGuid();
        var request = MessagingWorld.Request(
            text, $"Practitioner/{people[0].Id}", $"PractitionerRole/{role.Id}", $"Location/{place.Id}", $"Group/{outer.Id}", $"PractitionerRole?role=nurse-{place.Id}");
        request.Recipient.Add(new ResourceReference { Type = "Practitioner", Identifier = new Identifier(people[4].Identifier[0].System, people[4].Identifier[0].Value) });
        request.Contained.Add(new Practitioner { Id = "p", Identifier = [(Identifier)people[5].Identifier[0].DeepCopy()] });
        request.Recipient.Add(new ResourceReference("#p"));

        var (status, id, outcome) = await world.PostAsync(request);

        Assert.True(status == HttpStatusCode.Accepted, string.Join(' ', outcome.Issue.Select(i => i.Diagnostics)));
        Assert.DoesNotContain(outcome.Issue, i => i.Severity == OperationOutcome.IssueSeverity.Warning);
        var progress = await world.CompleteAsync(id!.Value);
        var counts = world.RapidPro.Workspace.CountMessages(text);
        Assert.Equal(people.Select(world.ContactOf).Order(), counts.Keys.Order());
        Assert.All(counts.Values, n => Assert.Equal(1, n));
        Assert.Equal(6, progress.Recipients["completed"]);
        var communications = await world.CommunicationsAsync(id.Value);
        Assert.Equal(6, communications.Count);
        Assert.All(communications, c =>
        {
            Assert.Equal(EventStatus.Completed, c.Status);
            Assert.NotNull(c.Sent);
            Assert.Equal(text, Assert.IsType<FhirString>(c.Payload[0].Content).Value);
            Assert.Equal("SMSWRIT", c.Medium[0].Coding[0].Code);
            Assert.Empty(ResourceRules.Check(c));
        });
        Assert.Empty(ResourceRules.Check(progress.ToResource()));
    }

    [Fact]
    public async Task Post_PeopleWhoCannotBeReached_AreNamedWithTheReason()
    {
        var people = await world.AddPeopleAsync(5);
        await world.Sync.EditWorkerAsync(people[1].Id!, p => (p.Meta ??= new Meta()).Tag.Add(new Coding(MheroSystems.Tags, MheroSystems.OptedOutTag)));
        await world.Sync.EditWorkerAsync(people[2].Id!, p => p.Active = false);
        world.RapidPro.Workspace.Edit(world.ContactOf(people[3]), c => c with { Status = "blocked" });
        await world.Sync.RoundAsync();
        var mute = await world.Sync.AddWorkerAsync("No Number");
        var flag = new Flag
        {
            Status = Flag.FlagStatus.Active,
            Code = new CodeableConcept(MheroSystems.Tags, MheroSystems.OptedOutTag),
            Subject = new ResourceReference($"Practitioner/{people[4].Id}"),
            Identifier = [new Identifier("http://example.org/flag", people[4].Id)],
        };
        await world.Sync.Fhir.CreateIfNoneAsync(flag, new FhirSearch("Flag").Where("identifier", "http://example.org/flag", people[4].Id!));
        var text = "Not for all " + Guid.NewGuid();

        var (status, id, outcome) = await world.PostAsync(MessagingWorld.Request(text, [.. people.Append(mute).Select(p => $"Practitioner/{p.Id}")]));

        Assert.Equal(HttpStatusCode.Accepted, status);
        var reasons = outcome.Issue.Where(i => i.Severity == OperationOutcome.IssueSeverity.Warning).ToDictionary(i => i.Expression.First()!, MessagingWorld.CodeOf);
        Assert.Equal(MessagingCodes.OptedOut, reasons["CommunicationRequest.recipient[1]"]);
        Assert.Equal(MessagingCodes.Inactive, reasons["CommunicationRequest.recipient[2]"]);
        Assert.Equal(MessagingCodes.ContactStopped, reasons["CommunicationRequest.recipient[3]"]);
        Assert.Equal(MessagingCodes.OptedOut, reasons["CommunicationRequest.recipient[4]"]);
        Assert.Equal(MessagingCodes.NoNumber, reasons["CommunicationRequest.recipient[5]"]);
        Assert.Equal(5, reasons.Count);
        await world.CompleteAsync(id!.Value);
        Assert.Equal(world.ContactOf(people[0]), Assert.Single(world.RapidPro.Workspace.CountMessages(text)).Key);
    }

    [Fact]
    public async Task Post_SomebodyWithoutAContact_GetsOneFirst()
    {
        await world.AddPeopleAsync(1);
        var number = SyncWorld.NewNumber();
        var newcomer = await world.Sync.AddWorkerAsync("New Comer", number);
        var text = "Welcome " + Guid.NewGuid();

        var (_, id, _) = await world.PostAsync(MessagingWorld.Request(text, $"Practitioner/{newcomer.Id}"));

        var progress = await world.CompleteAsync(id!.Value);
        Assert.Equal(1, progress.Recipients["completed"]);
        Assert.Equal(world.Sync.ContactOf(number).Uuid, Assert.Single(world.RapidPro.Workspace.CountMessages(text)).Key);
    }

    [Fact]
    public async Task Post_Repeated_AnswersTheSameAndSendsNothingMore()
    {
        var people = await world.AddPeopleAsync(2);
        var text = "Once only " + Guid.NewGuid();
        var request = MessagingWorld.Request(text, [.. people.Select(p => $"Practitioner/{p.Id}")]);
        request.Identifier = [new Identifier("http://example.org/pos", text)];

        var first = await world.PostAsync(request);
        await world.CompleteAsync(first.Id!.Value);
        var again = await Task.WhenAll(world.PostAsync(request), world.PostAsync(request));
        await world.Sync.Host.WaitUntilIdleAsync();

        Assert.All(again, a => Assert.Equal((first.Status, first.Id), (a.Status, a.Id)));
        Assert.All(world.RapidPro.Workspace.CountMessages(text).Values, n => Assert.Equal(1, n));
        Assert.Equal(2, world.RapidPro.Workspace.CountMessages(text).Count);
    }

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Post_BadRequest_IsRefusedWithTheElementAndNothingIsSent(string code, string path, Action<CommunicationRequest> spoil)
    {
        var person = (await world.AddPeopleAsync(1))[0];
        var before = world.RapidPro.Workspace.Broadcasts.Count + world.RapidPro.Workspace.FlowStarts.Count;
        var request = MessagingWorld.Request("Hello", $"Practitioner/{person.Id}");
        spoil(request);

        var (status, id, outcome) = await world.PostAsync(request);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Null(id);
        Assert.Contains(outcome.Issue, i => MessagingWorld.CodeOf(i) == code && i.Expression.First()!.StartsWith(path, StringComparison.Ordinal));
        await world.Sync.Host.WaitUntilIdleAsync();
        Assert.Equal(before, world.RapidPro.Workspace.Broadcasts.Count + world.RapidPro.Workspace.FlowStarts.Count);
    }

    public static TheoryData<string, string, Action<CommunicationRequest>> BadRequests => new()
    {
        { MessagingCodes.NoPayload, "CommunicationRequest.payload", r => r.Payload = [] },
        { MessagingCodes.SeveralPayloads, "CommunicationRequest.payload[1]", r => r.Payload.Add(new() { Content = new FhirString("More") }) },
        { MessagingCodes.TextTooLong, "CommunicationRequest.payload[0]", r => r.Payload[0].Content = new FhirString(new string('x', 641)) },
        { MessagingCodes.UnknownFlow, "CommunicationRequest.payload[0]", r => r.Payload[0].Content = new ResourceReference("Basic/" + Guid.Empty) },
        { MessagingCodes.NoRecipient, "CommunicationRequest.recipient", r => r.Recipient = [] },
        { MessagingCodes.UnknownReference, "CommunicationRequest.recipient[0]", r => r.Recipient = [new ResourceReference("Practitioner/nobody")] },
        { MessagingCodes.RecipientUnsupported, "CommunicationRequest.recipient[1]", r => r.Recipient.Add(new ResourceReference("Device/1")) },
        { MessagingCodes.BadSearch, "CommunicationRequest.recipient[1]", r => r.Recipient.Add(new ResourceReference("PractitionerRole?role=x&_include=PractitionerRole:practitioner")) },
        { MessagingCodes.BadSearch, "CommunicationRequest.recipient[1]", r => r.Recipient.Add(new ResourceReference("Observation?code=x")) },
        { MessagingCodes.BadSchedule, "CommunicationRequest.extension[0]", r => r.Extension.Add(new Extension { Url = MheroSystems.Schedule, Extension = [new("frequency", new FhirString("once")), new("cronExpression", new FhirString("0 0 31 2 *"))] }) },
    };

    [Fact]
    public async Task Post_OneRecipientIsUnknown_TheOthersGetItAndTheAnswerSaysSo()
    {
        var person = (await world.AddPeopleAsync(1))[0];
        var text = "Others " + Guid.NewGuid();

        var (status, _, outcome) = await world.PostAsync(MessagingWorld.Request(text, $"Practitioner/{person.Id}", "Practitioner/nobody"));
        await world.Sync.Host.WaitUntilIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Contains(outcome.Issue, i => MessagingWorld.CodeOf(i) == MessagingCodes.UnknownReference && i.Expression.First() == "CommunicationRequest.recipient[1]");
        Assert.Single(world.RapidPro.Workspace.CountMessages(text));
    }

    [Fact]
    public async Task Post_DraftOrDoNotPerformOrOver_IsTakenAndNothingIsSent()
    {
        var person = (await world.AddPeopleAsync(1))[0];
        var text = "Never " + Guid.NewGuid();
        foreach (var change in new Action<CommunicationRequest>[]
        {
            r => r.Status = RequestStatus.Draft,
            r => r.DoNotPerform = true,
            r => r.Occurrence = new Period { Start = "2020-01-01", End = "2020-02-01" },
        })
        {
            var request = MessagingWorld.Request(text, $"Practitioner/{person.Id}");
            change(request);
            var (status, _, outcome) = await world.PostAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, status);
            Assert.Contains("nothing is sent", outcome.Issue[0].Diagnostics, StringComparison.Ordinal);
        }

        await world.Sync.Host.WaitUntilIdleAsync();
        Assert.Empty(world.RapidPro.Workspace.CountMessages(text));
    }

    private Task<Group> GroupAsync(params string[] members) => GroupAsync(world, members);

    private static async Task<Group> GroupAsync(MessagingWorld world, string[] members)
    {
        var name = Guid.NewGuid().ToString();
        var group = new Group
        {
            Identifier = [new Identifier("http://example.org/group", name)],
            Type = Group.GroupType.Practitioner,
            Actual = true,
            Member = [.. members.Select(m => new Group.MemberComponent { Entity = new ResourceReference(m) })],
        };
        return (await world.Sync.Fhir.CreateIfNoneAsync(group, new FhirSearch("Group").Where("identifier", "http://example.org/group", name))).Resource;
    }
}
