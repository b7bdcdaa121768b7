using System.Net;
using System.Net.Http.Json;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>Reminders by the clock, which is moved here; who has not reported gets them, once.</summary>
public sealed class RemindersTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    private const string Cadre = "http://example.org/cadre";

    // Friday at eight in Kigali is six in UTC.
    private static readonly DateTimeOffset Thursday = At("2027-03-04T10:00:00Z");
    private static readonly DateTimeOffset Friday = At("2027-03-05T06:00:20Z");

    private readonly ShiftedTime _clock = new(TimeSpan.Zero);
    private readonly string _mark = Guid.NewGuid().ToString("N");

    private string Form => "http://example.org/fhir/Questionnaire/" + _mark;

    [Fact]
    public async Task Timer_WhenDue_RemindsThoseWhoseFacilityHasNotReportedOnce()
    {
        var (people, places) = await AddLeadsAsync(4);
        await ReportAsync(places[0], "2027-03-02T08:00:00Z");
        await ReportAsync(places[1], "2027-02-26T08:00:00Z");
        await ReportAsync(places[2], "2027-03-02T08:00:00Z", QuestionnaireResponse.QuestionnaireResponseStatus.InProgress);
        var homeless = (await world.AddPeopleAsync(1))[0];
        await world.Sync.AddAsync(new PractitionerRole { Active = true, Practitioner = new($"Practitioner/{homeless.Id}"), Code = [new(Cadre, _mark)] });
        Set(Thursday);
        await using var host = await StartAsync(Settings());

        await host.InvokeTimerAsync(nameof(SendReminders));
        Assert.Empty(Reminded(people));
        Set(Friday);
        await host.InvokeTimerAsync(nameof(SendReminders));
        await host.InvokeTimerAsync(nameof(SendReminders));
        await host.WaitUntilIdleAsync();

        Assert.Equal([1, 2, 3], Reminded(people));
        var text = Assert.Single(TextsTo(people[3]));
        Assert.Equal($"{people[3].Name[0].Given.First()} {people[3].Name[0].Family}: no report for 2027-03-01 - 2027-03-07. {_mark}", text);
        Assert.Empty(TextsTo(homeless));
        var status = Assert.Single(await ListAsync(host));
        var id = status.GetProperty("request").GetGuid();
        Assert.Equal(At("2027-03-05T06:00:00Z"), status.GetProperty("last").GetDateTimeOffset());
        Assert.Equal(At("2027-03-12T06:00:00Z"), status.GetProperty("next").GetDateTimeOffset());
        await world.CompleteAsync(id, host);
        var communications = await world.CommunicationsAsync(id);
        Assert.Equal(3, communications.Count);
        Assert.All(communications, c =>
        {
            Assert.Equal((EventStatus.Completed, "reminder"), (c.Status, c.Category[0].Coding[0].Code));
            Assert.Empty(ResourceRules.Check(c));
        });
        var request = (CommunicationRequest)(await world.Sync.Fhir.SearchAsync(new FhirSearch("CommunicationRequest").Where("identifier", MheroSystems.Request, id.ToString()))).Matches.Single();
        Assert.Equal(people.Skip(1).Select(p => $"Practitioner/{p.Id}").Order(), request.Recipient.Select(r => r.Reference).Order());
        Assert.Equal("2027-02-28T22:00:00.000Z", ((Period)request.GetExtension(MheroSystems.ReportingPeriod).Value!).Start);
        Assert.Empty(ResourceRules.Check(request));
    }

    [Fact]
    public async Task Timer_FlowNamedByName_StartsIt()
    {
        var (people, _) = await AddLeadsAsync(1);
        var flow = world.RapidPro.Workspace.AddFlow(FlowText.Of(Guid.NewGuid(), $"Remind {_mark}", ("Age", "number")));
        var settings = Settings(("Flow", $" remind {_mark.ToUpperInvariant()}"));
        settings.Remove($"Mhero:Reminders:Items:{_mark}:Texts:eng");
        Set(Thursday);
        await using var host = await StartAsync(settings);
        await host.InvokeTimerAsync(nameof(SendReminders));
        Set(Friday);

        await host.InvokeTimerAsync(nameof(SendReminders));
        await host.WaitUntilIdleAsync();

        Assert.Single(world.RapidPro.Workspace.FlowStarts, s => s.Flow == flow.Uuid && s.Contacts.Contains(world.ContactOf(people[0])));
    }

    [Fact]
    public async Task Timer_TwoInstancesAtOnce_RemindOnce()
    {
        var (people, _) = await AddLeadsAsync(3);
        var settings = Settings();
        Set(Thursday);
        await using var one = await StartAsync(settings);
        await using var other = await StartAsync(settings);
        await one.InvokeTimerAsync(nameof(SendReminders));
        for (var week = 0; week < 2; week++)
        {
            Set(Friday.AddDays(7 * week));

            await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? one : other).InvokeTimerAsync(nameof(SendReminders))));
            await one.WaitUntilIdleAsync();

            Assert.All(people, p => Assert.Equal(week + 1, TextsTo(p).Count));
        }
    }

    [Theory]
    [InlineData("CatchUp", 1)]
    [InlineData("Skip", 0)]
    public async Task Timer_AfterMissedWeeks_CatchesUpOnceOrSkips(string missed, int sent)
    {
        var (people, _) = await AddLeadsAsync(1);
        Set(Thursday);
        await using (var host = await StartAsync(Settings(("Missed", missed))))
        {
            await host.InvokeTimerAsync(nameof(SendReminders));
        }

        Set(Friday.AddDays(14).AddHours(5));
        await using var later = await StartAsync(Settings(("Missed", missed)));
        await later.InvokeTimerAsync(nameof(SendReminders));
        await later.InvokeTimerAsync(nameof(SendReminders));
        await later.WaitUntilIdleAsync();

        Assert.Equal(sent, TextsTo(people[0]).Count);
        Assert.Equal(missed == "Skip", Assert.Single(await ListAsync(later)).GetProperty("wasSkipped").GetBoolean());
        Set(Friday.AddDays(21).AddMinutes(20));
        await later.InvokeTimerAsync(nameof(SendReminders));
        await later.WaitUntilIdleAsync();
        Assert.Equal(sent + 1, TextsTo(people[0]).Count);
    }

    [Fact]
    public async Task Timer_RegistryCannotBeRead_IsTriedAgainAndSendsOnce()
    {
        var (people, _) = await AddLeadsAsync(1);
        Set(Thursday);
        await using (var host = await StartAsync(Settings()))
        {
            await host.InvokeTimerAsync(nameof(SendReminders));
        }

        Set(Friday);
        var broken = Settings();
        broken["Mhero:Fhir:BaseUrl"] = "http://127.0.0.1:9/fhir";
        await using (var host = await StartAsync(broken))
        {
            await host.InvokeTimerAsync(nameof(SendReminders));
            var status = Assert.Single(await ListAsync(host));
            Assert.NotNull(status.GetProperty("error").GetString());
            Assert.Equal(JsonValueKind.Null, status.GetProperty("last").ValueKind);
        }

        Assert.Empty(TextsTo(people[0]));
        await using var mended = await StartAsync(Settings());
        await mended.InvokeTimerAsync(nameof(SendReminders));
        await mended.WaitUntilIdleAsync();
        Assert.Single(TextsTo(people[0]));
        Assert.Null(Assert.Single(await ListAsync(mended)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Timer_OnceOnly_EndsAfterOnce()
    {
        var (people, _) = await AddLeadsAsync(1);
        Set(Thursday);
        await using var host = await StartAsync(Settings(("Once", "true")));
        foreach (var now in new[] { Thursday, Friday, Friday.AddDays(7), Friday.AddDays(14) })
        {
            Set(now);
            await host.InvokeTimerAsync(nameof(SendReminders));
            await host.WaitUntilIdleAsync();
        }

        Assert.Single(TextsTo(people[0]));
        Assert.Equal(JsonValueKind.Null, Assert.Single(await ListAsync(host)).GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("once", 1)]
    [InlineData("recurring", 2)]
    public async Task Timer_RequestWithSchedule_IsCarriedOutInItsTimeZone(string frequency, int sent)
    {
        var (people, places) = await AddLeadsAsync(2);
        await ReportAsync(places[0], "2027-03-02T08:00:00Z");
        await ReportAsync(places[0], "2027-03-09T08:00:00Z");
        Set(Thursday);
        await using var host = await StartAsync(WithoutItems());
        var (status, id, outcome) = await world.PostAsync(Scheduled(frequency), host: host);
        Assert.True(status == HttpStatusCode.Accepted, string.Join(' ', outcome.Issue.Select(i => i.Diagnostics)));
        await host.WaitUntilIdleAsync();
        Assert.Equal(RequestStatus.Active, (await InRegistryAsync(id!.Value)).Status);

        foreach (var now in new[] { Friday.AddMinutes(-1), Friday, Friday.AddDays(7), Friday.AddDays(7).AddMinutes(5) })
        {
            Set(now);
            await host.InvokeTimerAsync(nameof(SendReminders));
            await host.WaitUntilIdleAsync();
        }

        Assert.Empty(TextsTo(people[0]));
        Assert.Equal(sent, TextsTo(people[1]).Count);
        var schedule = await InRegistryAsync(id.Value);
        Assert.Equal(frequency == "once" ? RequestStatus.Completed : RequestStatus.Active, schedule.Status);
        Assert.Empty(ResourceRules.Check(schedule));
        Assert.Equal(sent, (await world.Sync.Fhir.SearchAsync(new FhirSearch("CommunicationRequest").Where("based-on", $"CommunicationRequest/{schedule.Id}"))).Matches.Count);
        await RevokeAsync(host, schedule, id.Value);
    }

    [Fact]
    public async Task Timer_RevokedSchedule_SendsNothing()
    {
        var (people, _) = await AddLeadsAsync(1);
        Set(Thursday);
        await using var host = await StartAsync(WithoutItems());
        var (_, id, _) = await world.PostAsync(Scheduled("recurring"), host: host);
        await host.InvokeTimerAsync(nameof(SendReminders));
        await host.WaitUntilIdleAsync();

        await RevokeAsync(host, await InRegistryAsync(id!.Value), id.Value);
        Set(Friday);
        await host.InvokeTimerAsync(nameof(SendReminders));
        await host.WaitUntilIdleAsync();

        Assert.Empty(TextsTo(people[0]));
        Assert.Equal(RequestStatus.Revoked, (await InRegistryAsync(id.Value)).Status);
        Assert.Empty(await ListAsync(host));
    }

    [Fact]
    public async Task Post_Reminder_PreviewsAndSendsOnceInAPeriod()
    {
        var (people, places) = await AddLeadsAsync(3);
        await ReportAsync(places[1], "2027-03-02T08:00:00Z");
        Set(Thursday);
        await using var host = await StartAsync(Settings());
        using var client = world.Client(host);
        var path = "reminders/" + _mark;

        using var preview = await client.PostAsync(path + "?dryRun=true", null);
        var seen = await preview.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("2027-03-01 - 2027-03-07", seen.GetProperty("period").GetString());
        Assert.Equal(
            new[] { people[0], people[2] }.Select(p => $"Practitioner/{p.Id}").Order(),
            seen.GetProperty("people").EnumerateArray().Select(p => p.GetProperty("person").GetString()!).Order());
        var left = Assert.Single(seen.GetProperty("leftOut").EnumerateArray());
        Assert.Equal(($"Practitioner/{people[1].Id}", MessagingCodes.HasReported), (left.GetProperty("reference").GetString(), left.GetProperty("code").GetString()));
        Assert.Empty(Reminded(people));

        using var first = await client.PostAsync(path, null);
        using var again = await client.PostAsync(path, null);
        await host.WaitUntilIdleAsync();

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, again.StatusCode));
        Assert.True((await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("isRepeat").GetBoolean());
        Assert.Equal([0, 2], Reminded(people));
        using var unknown = await client.PostAsync("reminders/no-such-one", null);
        Assert.Equal((HttpStatusCode.NotFound, MessagingCodes.UnknownReminder), (unknown.StatusCode, (await unknown.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("timeZone", "Africa/Nowhere")]
    [InlineData("period", "fortnight")]
    [InlineData("missed", "perhaps")]
    public async Task Post_ScheduleWithNonsense_IsRefused(string child, string value)
    {
        var request = Scheduled("recurring");
        request.GetExtension(MheroSystems.Reminder).Extension.RemoveAll(e => e.Url == child);
        request.GetExtension(MheroSystems.Reminder).Extension.Add(new(child, new FhirString(value)));

        var (status, _, outcome) = await world.PostAsync(request);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        var issue = Assert.Single(outcome.Issue, i => MessagingWorld.CodeOf(i) == MessagingCodes.BadSchedule);
        Assert.Equal("CommunicationRequest.extension[1]", issue.Expression.Single());
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private void Set(DateTimeOffset now) => _clock.By = now - TimeProvider.System.GetUtcNow();

    private Task<FunctionsHost> StartAsync(Dictionary<string, string?> settings) => world.Sync.StartHostAsync(settings, time: _clock);

    private Dictionary<string, string?> WithoutItems() =>
        new(world.Sync.Settings) { ["CommunicationsQueue"] = "remind-" + _mark, ["Mhero:Reporting:TimeZone"] = "Africa/Kigali" };

    private Dictionary<string, string?> Settings(params (string Name, string Value)[] more)
    {
        var settings = WithoutItems();
        var prefix = $"Mhero:Reminders:Items:{_mark}:";
        settings[prefix + "Weekly"] = "Friday 08:00";
        settings[prefix + "To:0"] = $"PractitionerRole?role={Cadre}|{_mark}";
        settings[prefix + "Texts:eng"] = "{name}: no report for {period}. " + _mark;
        settings[prefix + "Questionnaires:0"] = Form;
        foreach (var (name, value) in more)
        {
            settings[prefix + name] = value;
        }

        return settings;
    }

    private CommunicationRequest Scheduled(string frequency)
    {
        var request = MessagingWorld.Request("By request " + _mark, $"PractitionerRole?role={Cadre}|{_mark}");
        request.Extension.Add(new Extension { Url = MheroSystems.Schedule, Extension = [new("frequency", new FhirString(frequency)), new("cronExpression", new FhirString("0 8 * * 5"))] });
        request.Extension.Add(new Extension { Url = MheroSystems.Reminder, Extension = [new("timeZone", new FhirString("Africa/Kigali")), new("questionnaire", new Canonical(Form))] });
        return request;
    }

    private async Task<(List<Practitioner> People, List<string> Places)> AddLeadsAsync(int count)
    {
        var people = await world.AddPeopleAsync(count);
        var places = new List<string>();
        foreach (var person in people)
        {
            places.Add("Location/" + (await world.Sync.AddAsync(new Location { Name = "Facility" })).Id);
            await world.Sync.AddAsync(new PractitionerRole { Active = true, Practitioner = new($"Practitioner/{person.Id}"), Location = [new(places[^1])], Code = [new(Cadre, _mark)] });
        }

        return (people, places);
    }

    private async Task ReportAsync(string place, string authored, QuestionnaireResponse.QuestionnaireResponseStatus status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed)
    {
        var response = new QuestionnaireResponse { Id = Guid.NewGuid().ToString(), Questionnaire = Form, Status = status, Authored = authored, Subject = new(place) };
        Assert.Null((await world.Sync.Fhir.BatchAsync([FhirEntry.Update(response)]))[0].Error);
    }

    private async Task<CommunicationRequest> InRegistryAsync(Guid id) =>
        (CommunicationRequest)(await world.Sync.Fhir.SearchAsync(new FhirSearch("CommunicationRequest").Where("identifier", MheroSystems.Request, id.ToString()))).Matches.Single();

    private async Task RevokeAsync(FunctionsHost host, CommunicationRequest request, Guid id)
    {
        request.Status = RequestStatus.Revoked;
        using var client = world.Client(host);
        using var content = new ByteArrayContent(FhirJson.Serialize(request)) { Headers = { ContentType = new("application/fhir+json") } };
        using var response = await client.PutAsync($"fhir/CommunicationRequest/{id}", content);
        await host.WaitUntilIdleAsync();
    }

    private async Task<List<JsonElement>> ListAsync(FunctionsHost host)
    {
        using var client = world.Client(host);
        return (await client.GetFromJsonAsync<List<JsonElement>>("reminders"))!;
    }

    private List<int> Reminded(List<Practitioner> people) => [.. Enumerable.Range(0, people.Count).SelectMany(i => TextsTo(people[i]).Select(_ => i))];

    private List<string> TextsTo(Practitioner person) =>
        [.. world.RapidPro.Workspace.MessagesTo(world.ContactOf(person)).Select(m => m.Text).Where(t => t.Contains(_mark, StringComparison.Ordinal))];
}
