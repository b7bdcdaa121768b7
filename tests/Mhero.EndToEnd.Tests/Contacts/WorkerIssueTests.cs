using Hl7.Fhir.Model;
using Mhero.Core;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Monitoring;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Reviews;
using Mhero.DevHost.Host;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>What of a worker cannot be carried over is listed with the worker and the value, until it is put right.</summary>
public sealed class WorkerIssueTests(SyncWorld world) : IClassFixture<SyncWorld>
{
    private RapidProWorkspace Workspace => world.RapidPro.Workspace;

    private ReviewStore Reviews => world.Host.Services.GetRequiredService<ReviewStore>();

    [Fact]
    public async Task UnreadableNumber_IsListed_UntilItIsCorrected()
    {
        var worker = await world.AddWorkerAsync("Unread Number", "7.88E+08");
        await world.SettleAsync();

        var listed = await IssuesOfAsync(worker.Id!);
        Assert.Contains(listed, i => (i.Code, i.Path, i.Value) == (MappingCodes.InvalidNumber, "Practitioner.telecom[0]", "7.88E+08"));
        Assert.Contains(listed, i => i.Code == SyncCodes.NoNumber);

        var number = SyncWorld.NewNumber();
        await world.EditWorkerAsync(worker.Id!, p => p.Telecom[0].Value = number);
        await world.SettleAsync();

        Assert.Empty(await IssuesOfAsync(worker.Id!));
        Assert.Equal(worker.Id, world.ContactOf(number).Fields["globalid"]);
    }

    [Fact]
    public async Task ValueOfRapidProThatTheRegistryLacks_IsListed_AndCountedOnce()
    {
        var number = SyncWorld.NewNumber();
        var clinic = await world.AddAsync(new Location { Name = "Listed clinic " + number });
        var worker = await world.AddWorkerAsync("Nowhere Clinician", number);
        await world.AddAsync(new PractitionerRole { Active = true, Practitioner = new($"Practitioner/{worker.Id}"), Location = [new($"Location/{clinic.Id}")] });
        await world.SettleAsync();
        Assert.Empty(await IssuesOfAsync(worker.Id!));

        Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["facility"] = "Nowhere Clinic" } });
        Assert.Equal(1, (await world.RoundAsync())[SyncCounts.Issues]);
        await world.EditWorkerAsync(worker.Id!, p => p.Gender = AdministrativeGender.Female);
        Assert.Equal(0, (await world.RoundAsync())[SyncCounts.Issues]);

        var issue = Assert.Single(await IssuesOfAsync(worker.Id!));
        Assert.Equal((SyncCodes.ValueNotCarried, "contact.fields.facility", "Nowhere Clinic"), (issue.Code, issue.Path, issue.Value));

        Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["facility"] = clinic.Name } });
        await world.SettleAsync();
        Assert.Empty(await IssuesOfAsync(worker.Id!));
        Assert.Null(await ReviewOfAsync(worker.Id!));
    }

    [Fact]
    public async Task ValueOfRapidProThatIsAlike_IsAReview_AndTheChoiceReachesBothSides()
    {
        var number = SyncWorld.NewNumber();
        var name = "Zuberi" + number.TrimStart('+');

        // The facilities are in memory for minutes: a host of its own reads those of this test.
        await using var host = await world.StartHostAsync(world.NewSettings());
        var (first, second) = (await world.AddAsync(new Location { Name = "First clinic " + number }), await world.AddAsync(new Location { Name = name + " Health Centre" }));
        var worker = await world.AddWorkerAsync("Chosen Clinician", number);
        var role = await world.AddAsync(new PractitionerRole { Active = true, Practitioner = new($"Practitioner/{worker.Id}"), Location = [new($"Location/{first.Id}")] });
        await world.SettleAsync(host);

        Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["facility"] = name + " Helth Center" } });
        await world.SettleAsync(host);
        var review = await ReviewOfAsync(worker.Id!, host);
        Assert.Equal((SyncCodes.ValueNotCarried, $"Location/{second.Id}"), (review?.Code, review?.Candidates[0].Reference));

        var service = host.Services.GetRequiredService<ReviewService>();
        Assert.Equal(ReviewAnswer.NoCandidate, await service.DecideAsync(review!.Id, new ReviewDecision { Choose = "Location/other" }, default));
        Assert.Equal(ReviewAnswer.Accepted, await service.DecideAsync(review.Id, new ReviewDecision { Choose = $"Location/{second.Id}" }, default));
        await world.SettleAsync(host);

        Assert.Equal(second.Name, world.ContactOf(number).Fields["facility"]);
        Assert.Equal($"Location/{second.Id}", (await world.Fhir.ReadAsync<PractitionerRole>(role.Id!))!.Location[0].Reference);
        Assert.Null(await ReviewOfAsync(worker.Id!, host));
    }

    [Fact]
    public async Task WorkerWithANicknameAlone_HasNoName_AndThatIsListed()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Nick Name", number);
        await world.EditWorkerAsync(worker.Id!, p => p.Name[0].Use = HumanName.NameUse.Nickname);
        await world.SettleAsync();

        Assert.Contains(await IssuesOfAsync(worker.Id!), i => i.Code == SyncCodes.NoName);
        Assert.Null(world.ContactOf(number).Name);
    }

    [Fact]
    public async Task FamilyNameTypedFirst_IsNotSplitOverTheKnownOne()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Aline Uwase", number);
        await world.SettleAsync();

        Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Name = "UWASE Aline" });
        await world.SettleAsync();
        var name = (await world.ReadWorkerAsync(worker.Id!)).Name.Single();
        Assert.Equal(("Uwase", "Aline"), (name.Family, name.Given.Single()));

        Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Name = "Uwase Marie Aline" });
        await world.SettleAsync();
        name = (await world.ReadWorkerAsync(worker.Id!)).Name.Single();
        Assert.Equal(("Uwase", "Marie Aline"), (name.Family, string.Join(' ', name.Given)));
    }

    [Fact]
    public async Task ContactOutOfScope_ThatNamesAnUnknownWorker_IsNoQuestion()
    {
        var settings = world.NewSettings();
        settings["Mhero:Contacts:ImportGroups:0"] = "Nobody is in it";
        await using var host = await world.StartHostAsync(settings);
        var contact = Workspace.AddContact(new SimulatedContact { Name = "Out Ofscope", Urns = ["tel:" + SyncWorld.NewNumber()], Fields = new Dictionary<string, string?> { ["globalid"] = "gone-for-good" } });

        await world.SettleAsync(host);

        Assert.Null(await host.Services.GetRequiredService<ReviewStore>().FindAsync(ReviewStore.IdFor(contact.Uuid.ToString())));
    }

    [Fact]
    public async Task NumberTakenAwayLately_WrittenFromAgain_IsAQuestionAndNoNewPractitioner()
    {
        var (old, kept) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var worker = await world.AddWorkerAsync("Keeps Thephone", kept, old);
        await world.SettleAsync();
        await world.EditWorkerAsync(worker.Id!, p => p.Telecom.RemoveAt(1));
        await world.SettleAsync();

        var contact = Workspace.AddContact(new SimulatedContact { Urns = ["tel:" + old] });
        await world.SettleAsync();

        Assert.False(Workspace.FindByUuid(contact.Uuid)!.Fields.GetValueOrDefault("globalid") is { Length: > 0 });
        var review = await Reviews.FindAsync(ReviewStore.IdFor(contact.Uuid.ToString()));
        Assert.Equal(SyncCodes.NumberOfAnother, review!.Code);
        Assert.Equal($"Practitioner/{worker.Id}", review.Candidates.Single().Reference);
    }

    [Fact]
    public async Task FirstReadingOfRapidProFails_TheSyncRecoversWithoutATimer()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("First Reading", number);
        await using var host = await world.StartHostAsync(world.NewSettings());
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.ServerError()) { Method = "GET", Endpoint = "contacts", Times = 12 });

        await host.InvokeTimerAsync(nameof(SyncRegistry));
        await host.InvokeTimerAsync(nameof(SyncContacts));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await host.WaitUntilIdleAsync(patience.Token);

        world.RapidPro.Faults.Remove(rule);
        Assert.True(rule.Applied > 0, "The fault was never met.");
        Assert.Equal(worker.Id, world.ContactOf(number).Fields["globalid"]);
    }

    private async Task<List<WorkerIssue>> IssuesOfAsync(string id) =>
        [.. (await world.Host.Services.GetRequiredService<StatusReader>().ReadAsync(default)).WorkerIssues.Where(i => i.Worker == $"Practitioner/{id}")];

    private async Task<Review?> ReviewOfAsync(string id, FunctionsHost? host = null) =>
        await (host?.Services.GetRequiredService<ReviewStore>() ?? Reviews).FindAsync(ReviewStore.IdFor($"value/Practitioner/{id}/facility"));
}
