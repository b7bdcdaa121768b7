using System.Net;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Requests;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.EndToEnd.Tests.Simulator;
using Mhero.Simulator;
using Group = Hl7.Fhir.Model.Group;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>Further recipients, and the rules that keep a message back.</summary>
public sealed partial class MessagingRulesTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    private readonly string _text = "By the rules " + Guid.NewGuid();

    [Fact]
    public async Task Post_PersonPatientOrganizationAndTeam_EachHumanGetsItOnce()
    {
        var people = await world.AddPeopleAsync(3);
        var clinic = await CreateAsync(new Organization { Name = "A clinic" });
        await world.Sync.AddAsync(new PractitionerRole { Active = true, Practitioner = new($"Practitioner/{people[0].Id}"), Organization = new($"Organization/{clinic}") });
        var team = await CreateAsync(new CareTeam { Participant = [new() { Member = new($"Practitioner/{people[1].Id}") }, new() { Member = new($"Practitioner/{people[0].Id}") }] });
        var human = await CreateAsync(new Person { Active = true, Link = [new() { Target = new($"Practitioner/{people[2].Id}") }] });
        var known = world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "A patient", Urns = ["tel:" + SyncWorld.NewNumber()] });
        var patient = await CreateAsync(new Patient { Active = true, Identifier = [new Identifier(MheroSystems.ContactUuid, known.Uuid.ToString())] });
        var request = MessagingWorld.Request(_text, $"Organization/{clinic}", $"CareTeam/{team}", $"Patient/{patient}");
        request.Extension.Add(new Extension(MheroSystems.RecipientExtension, new ResourceReference($"Person/{human}")));

        var (status, id, outcome) = await world.PostAsync(request);

        Assert.True(status == HttpStatusCode.Accepted, string.Join(' ', outcome.Issue.Select(i => i.Diagnostics)));
        await world.CompleteAsync(id!.Value);
        AssertOnce([.. people.Select(world.ContactOf), known.Uuid]);
        var communications = await world.CommunicationsAsync(id.Value);
        Assert.Equal(4, communications.Count);
        Assert.All(communications, c => Assert.Empty(ResourceRules.Check(c)));
        Assert.All(communications, c => Assert.Equal(EventStatus.Completed, c.Status));
    }

    [Fact]
    public async Task Post_GroupWithNobodyAndMemberWhoIsGone_AreNamed()
    {
        var person = (await world.AddPeopleAsync(1))[0];
        var empty = await CreateAsync(new Group { Type = Group.GroupType.Practitioner, Actual = true });
        var stale = await CreateAsync(new Group { Type = Group.GroupType.Practitioner, Actual = true, Member = [new() { Entity = new("Practitioner/gone-" + Guid.NewGuid().ToString("N")[..8]) }, new() { Entity = new($"Practitioner/{person.Id}") }] });

        var (status, id, outcome) = await world.PostAsync(MessagingWorld.Request(_text, $"Group/{empty}", $"Group/{stale}"));

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(
            [(MessagingCodes.PersonUnknown, "CommunicationRequest.recipient[1]"), (MessagingCodes.NoMembers, "CommunicationRequest.recipient[0]")],
            outcome.Issue.Where(i => i.Severity == OperationOutcome.IssueSeverity.Warning).Select(i => (MessagingWorld.CodeOf(i), i.Expression.First())).Order());
        await world.CompleteAsync(id!.Value);
        AssertOnce([world.ContactOf(person)]);
    }

    [Fact]
    public async Task Post_ContactThatCannotBeMade_IsLeftOutAndTheOthersGetIt()
    {
        var person = (await world.AddPeopleAsync(1))[0];
        var number = SyncWorld.NewNumber();
        var newcomer = await world.Sync.AddWorkerAsync("Refused Newcomer", number);
        world.RapidPro.Faults.Add(new FaultRule(FaultEffect.BadRequest()) { Method = "POST", Endpoint = "contacts", When = r => r.Body.Contains(number[1..], StringComparison.Ordinal) });
        var settings = OwnQueue();
        settings["Mhero:Messaging:ContactWaits"] = "2";
        await using var host = await world.Sync.StartHostAsync(settings);

        var (_, id, _) = await world.PostAsync(MessagingWorld.Request(_text, $"Practitioner/{person.Id}", $"Practitioner/{newcomer.Id}"), host: host);
        await world.CompleteAsync(id!.Value, host);

        AssertOnce([world.ContactOf(person)]);
        var progress = await host.Services.GetRequiredService<MessageRequests>().FindAsync(id.Value);
        Assert.Equal((1, 1), (progress!.Recipients["completed"], progress.Recipients["leftOut"]));
        var left = Assert.Single(await world.CommunicationsAsync(id.Value), c => c.Status == EventStatus.NotDone);
        Assert.Equal($"Practitioner/{newcomer.Id}", left.Recipient.Single().Reference);
        Assert.Equal("recipient-unavailable", left.StatusReason!.Coding.Single().Code);
        Assert.Empty(ResourceRules.Check(left));
    }

    [Fact]
    public async Task Post_AtNight_WaitsForTheMorningOfTheRecipient()
    {
        var people = await world.AddPeopleAsync(1);
        var kenyan = await world.Sync.AddWorkerAsync("Kenyan Nurse", "+254712" + Random.Shared.Next(100_000, 999_999).ToString(CultureInfo.InvariantCulture));
        await world.Sync.SettleAsync();

        // Six in the morning in Kigali is seven in Nairobi.
        var clock = new ShiftedTime(At("2027-03-05T04:00:00Z") - TimeProvider.System.GetUtcNow());
        var settings = OwnQueue();
        settings["Mhero:Messaging:QuietHours"] = "21:00-07:00";
        settings["Mhero:Messaging:TimeZones:RW"] = "Africa/Kigali";
        settings["Mhero:Messaging:TimeZones:KE"] = "Africa/Nairobi";
        await using var host = await world.Sync.StartHostAsync(settings, time: clock);
        var (_, id, _) = await world.PostAsync(MessagingWorld.Request(_text, $"Practitioner/{people[0].Id}", $"Practitioner/{kenyan.Id}"), host: host);
        await Eventually.HoldsAsync(() => Counts().ContainsKey(world.ContactOf(kenyan)));
        Assert.DoesNotContain(world.ContactOf(people[0]), Counts().Keys);
        var urgent = MessagingWorld.Request(_text + " urgent", $"Practitioner/{people[0].Id}");
        urgent.Priority = RequestPriority.Urgent;
        await world.CompleteAsync((await world.PostAsync(urgent, host: host)).Id!.Value, host);
        Assert.Single(world.RapidPro.Workspace.CountMessages(_text + " urgent"));

        // The item comes again in an hour by the real clock; a second instance finds it when it has come.
        clock.By += TimeSpan.FromHours(1);
        await host.Services.GetRequiredService<MessageSending>().HandleAsync($$"""{"items":[{"request":"{{id}}","chunk":1},{"request":"{{id}}","chunk":2}]}""", default);

        await world.CompleteAsync(id!.Value, host);
        AssertOnce([world.ContactOf(people[0]), world.ContactOf(kenyan)]);
    }

    [Fact]
    public async Task Post_MoreThanADaysMessages_AreLeftOutUntilTheNextDay()
    {
        var people = await world.AddPeopleAsync(2);
        var settings = OwnQueue();
        settings["Mhero:Messaging:MaxPerPersonAndDay"] = "2";
        var clock = new ShiftedTime(At("2027-03-05T10:00:00Z") - TimeProvider.System.GetUtcNow());
        await using var host = await world.Sync.StartHostAsync(settings, time: clock);
        var recipients = people.Select(p => $"Practitioner/{p.Id}").ToArray();
        var states = new List<IReadOnlyDictionary<string, int>>();
        for (var i = 0; i < 4; i++)
        {
            clock.By += i == 3 ? TimeSpan.FromDays(1) : TimeSpan.Zero;
            var (_, id, _) = await world.PostAsync(MessagingWorld.Request(_text, i == 0 ? recipients[..1] : recipients), host: host);
            states.Add((await world.CompleteAsync(id!.Value, host)).Recipients);
        }

        Assert.Equal([(1, 0), (2, 0), (1, 1), (2, 0)], states.Select(s => (s.GetValueOrDefault("completed"), s.GetValueOrDefault("leftOut"))));
        Assert.Equal([3, 3], people.Select(p => Counts()[world.ContactOf(p)]));
    }

    [Fact]
    public async Task Post_Throttled_WaitsAsLongAsItTakesAndSendsOnce()
    {
        var people = await world.AddPeopleAsync(3);
        var settings = OwnQueue();
        settings["Mhero:Messaging:MaxAttempts"] = "2";
        await using var host = await world.Sync.StartHostAsync(settings);
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Throttled(1)) { Method = "POST", Endpoint = "broadcasts", Times = 8, When = r => r.Body.Contains(_text, StringComparison.Ordinal) });

        var (_, id, _) = await world.PostAsync(MessagingWorld.Request(_text, [.. people.Select(p => $"Practitioner/{p.Id}")]), host: host);
        await world.CompleteAsync(id!.Value, host);

        Assert.Equal(8, rule.Applied);
        AssertOnce(people.ConvertAll(world.ContactOf));
    }

    [Fact]
    public async Task Put_RevokedHalfWay_KeepsWhatWasSentAndStopsTheRest()
    {
        var people = await world.AddPeopleAsync(30);
        var settings = OwnQueue();
        settings["Mhero:Messaging:ChunkSize"] = "10";
        await using var host = await world.Sync.StartHostAsync(settings);
        var passed = 0;
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Throttled(3))
        {
            Method = "POST",
            Endpoint = "broadcasts",
            When = r => r.Body.Contains(_text, StringComparison.Ordinal) && Interlocked.Increment(ref passed) > 1,
        });
        var request = MessagingWorld.Request(_text, [.. people.Select(p => $"Practitioner/{p.Id}")]);
        var (_, id, _) = await world.PostAsync(request, host: host);
        await Eventually.HoldsAsync(() => rule.Applied > 0);

        request.Status = RequestStatus.Revoked;
        using var client = world.Client(host);
        using var answer = await client.PutAsync($"fhir/CommunicationRequest/{id}", new ByteArrayContent(FhirJson.Serialize(request)));
        world.RapidPro.Faults.Remove(rule);
        await host.WaitUntilIdleAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(10, Counts().Count);
        Assert.All(Counts().Values, n => Assert.Equal(1, n));
        var progress = await host.Services.GetRequiredService<MessageRequests>().FindAsync(id!.Value);
        Assert.Equal(RequestState.Revoked, progress!.State);
        Assert.Equal((10, 20), (progress.Recipients["completed"], progress.Recipients["leftOut"]));
        var communications = await world.CommunicationsAsync(id.Value);
        Assert.Equal((10, 20), (communications.Count(c => c.Status == EventStatus.Completed), communications.Count(c => c.Status == EventStatus.NotDone && c.StatusReason is not null)));
    }

    [Fact]
    public async Task Post_FlowForSomebodyInAFlow_ByTheSettingIsNotStarted()
    {
        world.RapidPro.Workspace.AddFlows(TestFlows.Export);
        var people = await world.AddPeopleAsync(2);
        var settings = OwnQueue();
        settings["Mhero:Messaging:ExcludeActive"] = "true";
        await using var host = await world.Sync.StartHostAsync(settings);
        var first = FlowRequest(people[0]);
        await world.CompleteAsync((await world.PostAsync(first, host: host)).Id!.Value, host);
        Assert.Contains(world.RapidPro.Workspace.Runs, r => r.Contact == world.ContactOf(people[0]) && r.ExitedOn is null);

        var (_, id, _) = await world.PostAsync(FlowRequest(people[0], people[1]), host: host);
        await world.CompleteAsync(id!.Value, host);

        Assert.Single(world.RapidPro.Workspace.Runs, r => r.Contact == world.ContactOf(people[0]));
        Assert.Single(world.RapidPro.Workspace.Runs, r => r.Contact == world.ContactOf(people[1]));
        var communications = await world.CommunicationsAsync(id.Value);
        Assert.Equal(
            [EventStatus.Completed, EventStatus.NotDone],
            new[] { people[1], people[0] }.Select(p => communications.Single(c => c.Recipient.Single().Reference == $"Practitioner/{p.Id}").Status!.Value));
    }

    [Fact]
    public async Task ApiDocs_RequestExample_IsAcceptedAndSentInTheRecipientsLanguage()
    {
        var people = await world.AddPeopleAsync(2);
        world.RapidPro.Workspace.Edit(world.ContactOf(people[0]), c => c with { Language = "kin" });
        await world.Sync.SettleAsync();
        var group = await CreateAsync(new Group { Type = Group.GroupType.Practitioner, Actual = true, Member = [.. people.Select(p => new Group.MemberComponent { Entity = new($"Practitioner/{p.Id}") })] });
        var docs = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "api.md"));
        var example = JsonBlock().Matches(docs).Select(block => block.Groups[1].Value).First(json => json.Contains("\"CommunicationRequest\"", StringComparison.Ordinal)).Replace("Group/123", "Group/" + group, StringComparison.Ordinal);

        var (status, id, outcome) = await world.PostAsync((CommunicationRequest)FhirJson.Parse(Encoding.UTF8.GetBytes(example)));

        Assert.True(status == HttpStatusCode.Accepted, string.Join(' ', outcome.Issue.Select(i => i.Diagnostics)));
        await world.CompleteAsync(id!.Value);
        Assert.Equal("Gukingira imbasa bizatangira ku wa mbere.", Assert.Single(world.RapidPro.Workspace.MessagesTo(world.ContactOf(people[0]))).Text);
        Assert.Equal("The polio outreach begins on Monday.", Assert.Single(world.RapidPro.Workspace.MessagesTo(world.ContactOf(people[1]))).Text);
        var own = (await world.CommunicationsAsync(id.Value)).Single(c => c.Recipient.Single().Reference == $"Practitioner/{people[0].Id}");
        Assert.Equal(("rw", "Gukingira imbasa bizatangira ku wa mbere."), (own.Language, ((FhirString)own.Payload[0].Content!).Value));
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static CommunicationRequest FlowRequest(params Practitioner[] people)
    {
        var request = MessagingWorld.Request("", [.. people.Select(p => $"Practitioner/{p.Id}")]);
        request.Payload[0].Content = new ResourceReference("Basic/" + TestFlows.Parent);
        return request;
    }

    private Dictionary<string, string?> OwnQueue() => new(world.Sync.Settings) { ["CommunicationsQueue"] = "rules-" + Guid.NewGuid() };

    private async Task<string> CreateAsync(Resource resource)
    {
        resource.Id = Guid.NewGuid().ToString();
        Assert.Null((await world.Sync.Fhir.BatchAsync([FhirEntry.Update(resource)]))[0].Error);
        return resource.Id;
    }

    private IReadOnlyDictionary<Guid, int> Counts() => world.RapidPro.Workspace.CountMessages(_text);

    private void AssertOnce(List<Guid> contacts)
    {
        Assert.Equal(contacts.Order(), Counts().Keys.Order());
        Assert.All(Counts().Values, n => Assert.Equal(1, n));
    }

    [GeneratedRegex("```json\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
