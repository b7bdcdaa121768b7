using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Messaging.Reminders;

/// <summary>Reminders of the settings: whom they go to, when they are sent, and what is shown of them before and after.</summary>
public sealed class SettingsRemindersTests : IDisposable
{
    private const string Form = "http://example.org/fhir/Questionnaire/weekly";
    private const string Item = "Mhero:Reminders:Items:weekly:";

    private static readonly Guid Flow = Guid.Parse("11111111-0000-0000-0000-000000000001");

    // The clock starts on a Wednesday at 08:00 UTC.
    private static readonly (string Name, string Value)[] Texts =
        [(Item + "Schedule", "0 9 * * *"), (Item + "TimeZone", "UTC"), (Item + "To:0", "Practitioner/1"), (Item + "To:1", "Practitioner/2"), (Item + "To:2", "Practitioner/3"), (Item + "Texts:en", "{name}: {facility}, {period}")];

    private TwoSidesApp? _app;

    public void Dispose() => _app?.Dispose();

    [Fact]
    public async Task PreviewAsync_FormsOfFacilities_LeavesOutThoseWhoReportedOrHaveNoFacility()
    {
        await StartAsync((Item + "Questionnaires:0", Form));
        OnRoles(("1", "Location/a"), ("2", "Location/b"));
        OnReports("Location/a");
        _app!.OnSearch("Location", """{"resourceType":"Location","id":"b","name":"Clinic B"}""");

        var preview = (await Sender.PreviewAsync("WEEKLY", CancellationToken.None))!;

        Assert.Equal(("weekly", "2026-03-02 - 2026-03-08", null), (preview.Name, preview.Period, preview.Flow));
        Assert.Equal(["@contact.name: @fields.facility, 2026-03-02 - 2026-03-08"], preview.Texts.Values);
        var person = Assert.Single(preview.People);
        Assert.Equal(("Practitioner/2", ContactOf(2), "eng", "Name 2"), (person.Person, person.Contact!.Value, person.Language, person.Name));
        Assert.Equal(["Location/b", "Clinic B"], person.Places.Concat(person.PlaceNames));
        Assert.Equal(
            [("Practitioner/1", MessagingCodes.HasReported), ("Practitioner/3", MessagingCodes.NoFacility)],
            preview.LeftOut.Select(left => (left.Reference, left.Code)).Order());
        Assert.Equal(0, _app.App.Account.CountOf("outbox"));
        Assert.Null(await Sender.PreviewAsync("unknown", CancellationToken.None));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task PreviewAsync_OrganizationReported_IsTheReportOfItsOnlyPlace(int places, bool hasReported)
    {
        await StartAsync((Item + "Questionnaires:0", Form));
        OnRoles(("1", "Location/a"));
        OnReports("Organization/o");
        _app!.OnSearch("Location", [.. Enumerable.Range(0, places).Select(n => $$$"""{"resourceType":"Location","id":"{{{(char)('a' + n)}}}","name":"Clinic","managingOrganization":{"reference":"Organization/o"}}""")]);

        var preview = (await Sender.PreviewAsync("weekly", CancellationToken.None))!;

        Assert.Equal(hasReported ? [] : ["Practitioner/1"], preview.People.Select(person => person.Person));
        Assert.Equal(hasReported, preview.LeftOut.Any(left => left.Code == MessagingCodes.HasReported));
    }

    [Fact]
    public async Task PreviewAsync_NoForms_GoesToAll()
    {
        await StartAsync();

        var preview = (await Sender.PreviewAsync("weekly", CancellationToken.None))!;

        Assert.Equal(["Practitioner/1", "Practitioner/2", "Practitioner/3"], preview.People.Select(person => person.Person).Order());
        Assert.DoesNotContain(_app!.Requests, request => request.Contains("QuestionnaireResponse", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SendNowAsync_Twice_IsOneRequest()
    {
        await StartAsync();

        var first = (await Sender.SendNowAsync("weekly", CancellationToken.None))!;
        _app!.App.Time.Advance(TimeSpan.FromDays(1));
        var second = (await Sender.SendNowAsync("weekly", CancellationToken.None))!;
        _app.App.Time.Advance(TimeSpan.FromDays(7));
        var third = (await Sender.SendNowAsync("weekly", CancellationToken.None))!;

        Assert.Equal((first.Id, 3), (second.Id, second.Recipients));
        Assert.NotEqual(first.Id, third.Id);
        var row = (await _app.Get<OutboxTable>().FindRequestAsync(first.Id, CancellationToken.None))!.Value.Row;
        Assert.Equal(("@contact.name: @fields.facility, 2026-03-02 - 2026-03-08", false), (row.Content.Texts["eng"], row.IsUrgent));
        Assert.Null(await Sender.SendNowAsync("unknown", CancellationToken.None));
    }

    [Fact]
    public async Task SendDueAsync_TimeHasCome_SendsOnce()
    {
        await StartAsync();
        await Sender.SendDueAsync(CancellationToken.None);
        var before = await StatusAsync();
        Assert.Equal((At("2026-03-04T09:00:00Z"), null, null), (before.Next, before.Last, before.Request));

        _app!.App.Time.Advance(TimeSpan.FromMinutes(59));
        await Sender.SendDueAsync(CancellationToken.None);
        Assert.Null((await StatusAsync()).Last);

        _app.App.Time.Advance(TimeSpan.FromMinutes(1));
        await Sender.SendDueAsync(CancellationToken.None);
        var sent = await StatusAsync();
        Assert.Equal((At("2026-03-04T09:00:00Z"), At("2026-03-05T09:00:00Z"), false, null), (sent.Last, sent.Next, sent.WasSkipped, sent.Error));
        Assert.NotNull(await _app.Get<OutboxTable>().FindRequestAsync(sent.Request!.Value, CancellationToken.None));

        await Sender.SendDueAsync(CancellationToken.None);
        Assert.Equal(sent, await StatusAsync());
    }

    [Fact]
    public async Task SendDueAsync_Once_IsOverAfterTheFirst()
    {
        await StartAsync((Item + "Once", "true"));
        await Sender.SendDueAsync(CancellationToken.None);
        _app!.App.Time.Advance(TimeSpan.FromHours(1));
        await Sender.SendDueAsync(CancellationToken.None);
        var sent = await StatusAsync();
        Assert.Equal((At("2026-03-04T09:00:00Z"), null), (sent.Last, sent.Next));

        _app.App.Time.Advance(TimeSpan.FromDays(1));
        await Sender.SendDueAsync(CancellationToken.None);
        Assert.Equal(sent, await StatusAsync());
    }

    // The threshold of lateness is an hour.
    [Theory]
    [InlineData("Skip", 7200, false)]
    [InlineData("Skip", 7201, true)]
    [InlineData("CatchUp", 7201, false)]
    public async Task SendDueAsync_Late_IsSkippedWhereTheSettingsSaySo(string missed, int seconds, bool isSkipped)
    {
        await StartAsync((Item + "Missed", missed));
        await Sender.SendDueAsync(CancellationToken.None);
        _app!.App.Time.Advance(TimeSpan.FromSeconds(seconds));

        await Sender.SendDueAsync(CancellationToken.None);

        var status = await StatusAsync();
        Assert.Equal((isSkipped, isSkipped, At("2026-03-04T09:00:00Z")), (status.WasSkipped, status.Request is null, status.Last!.Value));
    }

    [Fact]
    public async Task SendDueAsync_SkippedOnceOnly_IsSentTheNextTime()
    {
        await StartAsync((Item + "Missed", "Skip"), (Item + "Once", "true"));
        await Sender.SendDueAsync(CancellationToken.None);
        _app!.App.Time.Advance(TimeSpan.FromHours(3));
        await Sender.SendDueAsync(CancellationToken.None);
        Assert.True((await StatusAsync()).WasSkipped);

        _app.App.Time.Advance(TimeSpan.FromHours(22));
        await Sender.SendDueAsync(CancellationToken.None);

        var status = await StatusAsync();
        Assert.Equal((false, At("2026-03-05T09:00:00Z"), null), (status.WasSkipped, status.Last!.Value, status.Next));
    }

    [Fact]
    public async Task SendDueAsync_RemindersArePaused_WaitsForTheEndOfThePause()
    {
        await StartAsync();
        await Sender.SendDueAsync(CancellationToken.None);
        await _app!.Get<PauseSwitch>().PauseAsync(Directions.Reminders, "Jane", "a test", CancellationToken.None);
        _app.App.Time.Advance(TimeSpan.FromHours(1));
        await Sender.SendDueAsync(CancellationToken.None);
        Assert.Null((await StatusAsync()).Last);

        await _app.Get<PauseSwitch>().ResumeAsync(Directions.Reminders, CancellationToken.None);
        _app.App.Time.Advance(TimeSpan.FromMinutes(2));
        await Sender.SendDueAsync(CancellationToken.None);
        Assert.NotNull((await StatusAsync()).Request);
    }

    [Fact]
    public async Task SendDueAsync_FlowByName_IsSentOnceTheFlowIsThere()
    {
        await StartAsync((Item + "Flow", "Weekly"), (Item + "Texts:en", ""));
        await Sender.SendDueAsync(CancellationToken.None);
        _app!.App.Time.Advance(TimeSpan.FromHours(1));
        await Sender.SendDueAsync(CancellationToken.None);
        var failed = await StatusAsync();
        Assert.Equal((null, null), (failed.Last, failed.Request));
        Assert.NotNull(failed.Error);
        var refusal = await Assert.ThrowsAsync<MessageRefusedException>(() => Sender.PreviewAsync("weekly", CancellationToken.None));
        Assert.Equal((MessagingCodes.UnknownFlow, "Mhero__Reminders__Items__weekly__Flow"), (Assert.Single(refusal.Faults).Code, refusal.Faults[0].Path));

        _app.OnList("flows", $$"""{"uuid":"{{Flow}}","name":"weekly","type":"message","archived":false,"results":[]}""");
        await Sender.SendDueAsync(CancellationToken.None);

        var sent = await StatusAsync();
        Assert.Null(sent.Error);
        var content = (await _app.Get<OutboxTable>().FindRequestAsync(sent.Request!.Value, CancellationToken.None))!.Value.Row.Content;
        Assert.Equal((Flow, "weekly", "2026-03-02"), (content.Flow!.Value, content.Parameters["reminder"], content.Parameters["period_start"]));
        Assert.Equal(Flow, (await Sender.PreviewAsync("weekly", CancellationToken.None))!.Flow);
    }

    [Fact]
    public async Task Purge_RowsOfReminders_AreRemovedAtTheirAge()
    {
        await StartAsync();
        await Sender.SendDueAsync(CancellationToken.None);
        var retention = _app!.Get<IEnumerable<IRetention>>().Single(one => one.Name == "reminders");
        var age = _app.Get<Microsoft.Extensions.Options.IOptions<RetentionOptions>>().Value.Reminders;

        _app.App.Time.Advance(age);
        Assert.Equal(0, await retention.PurgeAsync(() => false, CancellationToken.None));
        _app.App.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await retention.PurgeAsync(() => false, CancellationToken.None));
    }

    private ReminderSender Sender => _app!.Get<ReminderSender>();

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static Guid ContactOf(int worker) => new(worker, 0, 0, new byte[8]);

    private async Task<ReminderStatus> StatusAsync() => Assert.Single(await Sender.ListAsync(CancellationToken.None).ToListAsync());

    /// <summary>Three workers who are linked to contacts.</summary>
    private async Task StartAsync(params (string Name, string Value)[] settings)
    {
        _app = new TwoSidesApp([.. Texts.ExceptBy(settings.Select(s => s.Name), s => s.Name), .. settings.Where(s => s.Value.Length > 0)]);
        _app.OnSearch("Practitioner", [.. Enumerable.Range(1, 3).Select(n => string.Create(CultureInfo.InvariantCulture, $$"""{"resourceType":"Practitioner","id":"{{n}}","active":true,"name":[{"text":"Name {{n}}"}]}"""))]);
        await _app.Get<ContactLedger>().WriteAsync(
            [
                .. Enumerable.Range(1, 3).SelectMany(n => new[]
                {
                    new Document(ContactLedger.WorkerKey($"Practitioner/{n}"), SyncJson.Write(new WorkerRow { Contact = ContactOf(n), Profile = new WorkerProfile() }), null),
                    new Document(ContactLedger.ContactKey(ContactOf(n)), SyncJson.Write(new ContactRow { Worker = $"Practitioner/{n}", Contact = new Contact { Uuid = ContactOf(n), Status = "active", Urns = [$"tel:+25078800010{n}"] } }), null),
                }),
            ],
            CancellationToken.None);
    }

    private void OnRoles(params (string Worker, string Place)[] roles) => _app!.OnSearch(
        "PractitionerRole",
        [.. roles.Select(role => $$$"""{"resourceType":"PractitionerRole","id":"r{{{role.Worker}}}","active":true,"practitioner":{"reference":"Practitioner/{{{role.Worker}}}"},"location":[{"reference":"{{{role.Place}}}"}]}""")]);

    private void OnReports(params string[] places) => _app!.OnSearch(
        "QuestionnaireResponse",
        [.. places.Select((place, n) => $$$"""{"resourceType":"QuestionnaireResponse","id":"q{{{n}}}","status":"completed","questionnaire":"{{{Form}}}","authored":"2026-03-04T07:00:00Z","subject":{"reference":"{{{place}}}"}}""")]);
}
