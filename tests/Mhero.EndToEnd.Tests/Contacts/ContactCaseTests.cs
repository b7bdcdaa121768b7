using Hl7.Fhir.Model;
using Mhero.Core;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Reviews;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>The cases that go wrong elsewhere.</summary>
public sealed class ContactCaseTests(SyncWorld world) : IClassFixture<SyncWorld>
{
    private RapidProWorkspace Workspace => world.RapidPro.Workspace;

    private ReviewStore Reviews => world.Host.Services.GetRequiredService<ReviewStore>();

    [Fact]
    public async Task SharedNumber_OneContact_AndAQuestionAboutTheOther()
    {
        var number = SyncWorld.NewNumber();
        var first = await world.AddWorkerAsync("Shared One", number);
        var second = await world.AddWorkerAsync("Shared Two", number);

        await world.SettleAsync();

        var contact = world.ContactOf(number);
        var linked = contact.Fields["globalid"]!;
        Assert.Contains(linked, new[] { first.Id, second.Id });
        var other = linked == first.Id ? second : first;
        Assert.Null(SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(other.Id!)));
        var review = await Reviews.FindAsync(ReviewStore.IdFor($"Practitioner/{other.Id}"));
        Assert.Equal(SyncCodes.NumberOfAnother, review!.Code);
        Assert.Contains(contact.Uuid.ToString(), review.Candidates.Select(c => c.Reference));
    }

    [Fact]
    public async Task NumberOfAnUntiedContact_SharedByTwoWorkers_IsAskedAbout_AndTheAnswerIsFollowed()
    {
        var number = SyncWorld.NewNumber();
        var first = await world.AddWorkerAsync("Duplicate One", number);
        await world.AddWorkerAsync("Duplicate Two", number);
        var contact = Workspace.AddContact(new SimulatedContact { Name = "Duplicate One", Urns = ["tel:" + number] });

        await world.SettleAsync();

        Assert.False(Workspace.FindByUuid(contact.Uuid)!.Fields.GetValueOrDefault("globalid") is { Length: > 0 });
        var service = world.Host.Services.GetRequiredService<ReviewService>();
        var id = ReviewStore.IdFor(contact.Uuid.ToString());
        Assert.Equal(ReviewAnswer.NoCandidate, await service.DecideAsync(id, new ReviewDecision { Choose = "Practitioner/nobody" }, default));

        Assert.Equal(ReviewAnswer.Accepted, await service.DecideAsync(id, new ReviewDecision { Choose = $"Practitioner/{first.Id}" }, default));
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(first.Id, Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"]);
        Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(first.Id!)));
        Assert.Null(await Reviews.FindAsync(id));
    }

    [Fact]
    public async Task NumberMovesFromOneWorkerToAnother_AndNeverGetsLostOrStolen()
    {
        var (moving, staying) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var from = await world.AddWorkerAsync("Mover From", moving);
        var to = await world.AddWorkerAsync("Mover To", staying);
        await world.SettleAsync();
        var (fromContact, toContact) = (world.ContactOf(moving).Uuid, world.ContactOf(staying).Uuid);

        await world.EditWorkerAsync(to.Id!, p => p.Telecom.Insert(0, new ContactPoint(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Mobile, moving)));
        await world.EditWorkerAsync(from.Id!, p => p.Telecom.Clear());
        await world.SettleAsync();

        Assert.Empty(Workspace.FindByUuid(fromContact)!.Urns);
        Assert.Equal(["tel:" + moving, "tel:" + staying], Workspace.FindByUuid(toContact)!.Urns);
        Assert.Equal(from.Id, Workspace.FindByUuid(fromContact)!.Fields["globalid"]);
    }

    [Fact]
    public async Task NumberThatAnotherContactOwns_IsNotTaken_TheRestIsWritten()
    {
        var (theirs, own) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        await world.AddWorkerAsync("Owner Ofit", theirs);
        var worker = await world.AddWorkerAsync("Wants Itsname", own);
        await world.SettleAsync();
        var owner = world.ContactOf(theirs).Uuid;

        await world.EditWorkerAsync(worker.Id!, p =>
        {
            p.Telecom.Add(new ContactPoint(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Mobile, theirs));
            p.Name = [new HumanName { Family = "Newname", Given = ["Wants"] }];
        });
        await world.SettleAsync();

        Assert.Equal(owner, world.ContactOf(theirs).Uuid);
        Assert.Equal(["tel:" + own], world.ContactOf(own).Urns);
        Assert.Equal("Wants Newname", world.ContactOf(own).Name);
        Assert.Equal(SyncCodes.NumberOfAnother, (await Reviews.FindAsync(ReviewStore.IdFor($"Practitioner/{worker.Id}")))!.Code);
    }

    [Fact]
    public async Task WhatsAppOnlyContact_IsTheWorkerWithThatNumber_AndKeepsItsOtherUrns()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Whats Apponly", number);
        var contact = Workspace.AddContact(new SimulatedContact { Name = "Whats Apponly", Urns = ["whatsapp:" + number[1..], "telegram:" + number[5..]] });

        await world.SettleAsync();

        var after = Workspace.FindByUuid(contact.Uuid)!;
        Assert.Equal(worker.Id, after.Fields["globalid"]);
        Assert.Equal(new[] { "tel:" + number, "whatsapp:" + number[1..], "telegram:" + number[5..] }.Order(), after.Urns.Order());
        var practitioner = await world.ReadWorkerAsync(worker.Id!);
        Assert.Equal(number, practitioner.Telecom.Single(t => t.System == ContactPoint.ContactPointSystem.Phone).Value);
    }

    [Fact]
    public async Task WorkerWithoutNumber_IsPassedOver_UntilThereIsOne()
    {
        var worker = await world.AddWorkerAsync("Number Less");
        await world.SettleAsync();
        Assert.Null(SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(worker.Id!)));

        var number = SyncWorld.NewNumber();
        await world.EditWorkerAsync(worker.Id!, p => p.Telecom.Add(new ContactPoint(ContactPoint.ContactPointSystem.Phone, null, number)));
        await world.SettleAsync();

        Assert.Equal(worker.Id, world.ContactOf(number).Fields["globalid"]);
    }

    [Fact]
    public async Task ContactWithoutName_BecomesPractitionerWithoutName()
    {
        var number = SyncWorld.NewNumber();
        var contact = Workspace.AddContact(new SimulatedContact { Urns = ["tel:" + number] });

        await world.SettleAsync();

        var worker = await world.ReadWorkerAsync(Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"]!);
        Assert.Empty(worker.Name);
    }

    [Fact]
    public async Task InactiveWorker_LeavesTheGroup_AndComesBack()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Inactive Later", number);
        await world.SettleAsync();

        await world.EditWorkerAsync(worker.Id!, p => p.Active = false);
        await world.SettleAsync();
        Assert.DoesNotContain("Health workers", world.ContactOf(number).Groups);
        Assert.Equal("active", world.ContactOf(number).Status);

        await world.EditWorkerAsync(worker.Id!, p => p.Active = true);
        await world.SettleAsync();
        Assert.Contains("Health workers", world.ContactOf(number).Groups);
    }

    [Fact]
    public async Task BlockedContact_KeepsItsLink_AndIsNotUnblockedOrPutInGroups()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Blocked One", number);
        await world.SettleAsync();
        var contact = world.ContactOf(number);

        Workspace.Edit(contact.Uuid, c => c with { Status = "blocked" });
        await world.SettleAsync();
        await world.EditWorkerAsync(worker.Id!, p => p.Name = [new HumanName { Family = "Renamed", Given = ["Blocked"] }]);
        await world.SettleAsync();

        var after = Workspace.FindByUuid(contact.Uuid)!;
        Assert.Equal(("blocked", "Blocked Renamed"), (after.Status, after.Name));
        Assert.Empty(after.Groups);
        Assert.True((await world.ReadWorkerAsync(worker.Id!)).Active);
    }

    [Fact]
    public async Task DeletedContact_IsMadeAnew_AndTheLinkFollows()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Deleted Once", number);
        await world.SettleAsync();
        var before = world.ContactOf(number).Uuid;

        Workspace.Edit(before, c => c with { Deleted = true });
        await world.SettleAsync();

        var after = world.ContactOf(number);
        Assert.NotEqual(before, after.Uuid);
        Assert.Equal(after.Uuid.ToString(), SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(worker.Id!)));
    }

    [Fact]
    public async Task CadreFacilityDistrictAndLanguage_TravelBothWays()
    {
        var number = SyncWorld.NewNumber();
        var district = await world.AddAsync(new Location { Name = "District " + number, PhysicalType = new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", "jdn") });
        var clinic = await world.AddAsync(new Location { Name = "Clinic " + number, PartOf = new ResourceReference($"Location/{district.Id}") });
        var hospital = await world.AddAsync(new Location { Name = "Hospital " + number, PartOf = new ResourceReference($"Location/{district.Id}") });
        var worker = await world.AddWorkerAsync("Field Worker", number);
        var role = await world.AddAsync(new PractitionerRole
        {
            Active = true,
            Practitioner = new ResourceReference($"Practitioner/{worker.Id}"),
            Code = [new CodeableConcept { Text = "Nurse" }],
            Location = [new ResourceReference($"Location/{clinic.Id}")],
        });
        await world.SettleAsync();
        var fields = world.ContactOf(number).Fields;
        Assert.Equal(("Nurse", clinic.Name, district.Name), (fields["cadre"], fields["facility"], fields["district"]));

        await world.Fhir.UpdateAsync<PractitionerRole>(role.Id!, r =>
        {
            r.Code = [new CodeableConcept { Text = "Midwife" }];
            return r;
        });
        Workspace.Edit(world.ContactOf(number).Uuid, c => c with
        {
            Language = "swa",
            Fields = new Dictionary<string, string?>(c.Fields) { ["facility"] = hospital.Name },
        });
        await world.SettleAsync();

        Assert.Equal("Midwife", world.ContactOf(number).Fields["cadre"]);
        var after = (await world.Fhir.ReadAsync<PractitionerRole>(role.Id!))!;
        Assert.Equal(("Midwife", $"Location/{hospital.Id}"), (after.Code.Single().Text, after.Location.Single().Reference));
        Assert.Equal("sw", (await world.ReadWorkerAsync(worker.Id!)).Communication.Single().Coding.Single().Code);
    }

    [Fact]
    public async Task OneWay_RapidProChangesArePutBack_AndNoPractitionerIsMade()
    {
        var settings = world.NewSettings();
        settings["Mhero:Contacts:Direction"] = "RegistryToRapidPro";
        await using var oneWay = await world.StartHostAsync(settings);
        var (number, stranger) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var worker = await world.AddWorkerAsync("One Way", number);
        Workspace.AddContact(new SimulatedContact { Name = "Stranger", Urns = ["tel:" + stranger] });
        await world.SettleAsync(oneWay);
        var contact = world.ContactOf(number);

        Workspace.Edit(contact.Uuid, c => c with { Name = "Somebody Else" });
        await world.SettleAsync(oneWay);

        Assert.Equal("One Way", world.ContactOf(number).Name);
        Assert.Equal("Way", (await world.ReadWorkerAsync(worker.Id!)).Name.Single().Family);
        Assert.False(world.ContactOf(stranger).Fields.GetValueOrDefault("globalid") is { Length: > 0 });
    }

    [Fact]
    public async Task LinkedSiteWithAnEmptyLedger_IsTakenOverWithoutANewRecord()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Taken Over", number);
        await world.SettleAsync();
        var contact = world.ContactOf(number);

        await using var fresh = await world.StartHostAsync(world.NewSettings());
        var contactsBefore = Workspace.ContactCount;
        await world.SettleAsync(fresh);

        Assert.Equal(contactsBefore, Workspace.ContactCount);
        Assert.Equal(worker.Id, Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"]);
        await world.EditWorkerAsync(worker.Id!, p => p.Name = [new HumanName { Family = "Again", Given = ["Taken"] }]);
        await world.SettleAsync(fresh);
        Assert.Equal("Taken Again", world.ContactOf(number).Name);
    }

    [Fact]
    public async Task InactiveWorkers_Block_BlocksAndUnblocks()
    {
        var settings = world.NewSettings();
        settings["Mhero:Contacts:InactiveWorkers"] = "Block";
        await using var blocking = await world.StartHostAsync(settings);
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("To Block", number);
        await world.SettleAsync(blocking);

        await world.EditWorkerAsync(worker.Id!, p => p.Active = false);
        await world.SettleAsync(blocking);
        Assert.Equal("blocked", world.ContactOf(number).Status);

        await world.EditWorkerAsync(worker.Id!, p => p.Active = true);
        await world.SettleAsync(blocking);
        Assert.Equal("active", world.ContactOf(number).Status);
        Assert.Contains("Health workers", world.ContactOf(number).Groups);
    }

    [Fact]
    public async Task InactiveWorkersAndDeletedContacts_Leave_AreLeft()
    {
        var settings = world.NewSettings();
        settings["Mhero:Contacts:InactiveWorkers"] = "Leave";
        settings["Mhero:Contacts:DeletedContacts"] = "Leave";
        await using var leaving = await world.StartHostAsync(settings);
        var (kept, deleted) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var worker = await world.AddWorkerAsync("Left Alone", kept);
        var other = await world.AddWorkerAsync("Left Deleted", deleted);
        await world.SettleAsync(leaving);

        await world.EditWorkerAsync(worker.Id!, p => p.Active = false);
        Workspace.Edit(world.ContactOf(deleted).Uuid, c => c with { Deleted = true });
        await world.SettleAsync(leaving);
        await world.EditWorkerAsync(other.Id!, p => p.Name = [new HumanName { Family = "Renamed", Given = ["Left"] }]);
        await world.SettleAsync(leaving);

        Assert.Contains("Health workers", world.ContactOf(kept).Groups);
        Assert.Null(Workspace.FindByUrn("tel:" + deleted));
        Assert.Null(SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(other.Id!)));
    }

    [Fact]
    public async Task StoppedContact_IsStillAWorker_AndIsLeftOutOfTheGroup()
    {
        var number = SyncWorld.NewNumber();
        var contact = Workspace.AddContact(new SimulatedContact { Name = "Opted Out", Urns = ["tel:" + number], Status = "stopped" });
        await world.SettleAsync();

        var after = Workspace.FindByUuid(contact.Uuid)!;
        Assert.True((await world.ReadWorkerAsync(after.Fields["globalid"]!)).Active);
        Assert.Equal("stopped", after.Status);
        Assert.Empty(after.Groups);
    }

    [Fact]
    public async Task ReviewAnsweredWithCreate_MakesAContactWithTheNumbersThatAreFree()
    {
        var (shared, own) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        await world.AddWorkerAsync("Create First", shared);
        await world.SettleAsync();
        var second = await world.AddWorkerAsync("Create Second", shared);
        await world.SettleAsync();
        var id = ReviewStore.IdFor($"Practitioner/{second.Id}");
        var service = world.Host.Services.GetRequiredService<ReviewService>();

        Assert.Equal(ReviewAnswer.Accepted, await service.DecideAsync(id, new ReviewDecision { Create = true }, default));
        await world.Host.WaitUntilIdleAsync();
        Assert.NotNull(await Reviews.FindAsync(id));

        await world.EditWorkerAsync(second.Id!, p => p.Telecom.Add(new ContactPoint(ContactPoint.ContactPointSystem.Phone, null, own)));
        await world.SettleAsync();

        Assert.Equal(second.Id, world.ContactOf(own).Fields["globalid"]);
        Assert.NotEqual(second.Id, world.ContactOf(shared).Fields["globalid"]);
    }

    [Fact]
    public async Task LinkToNobody_IsAskedAbout_AndAChoiceOfNobodyIsAskedAboutAgain()
    {
        var number = SyncWorld.NewNumber();
        var contact = Workspace.AddContact(new SimulatedContact
        {
            Name = "Dangling Link",
            Urns = ["tel:" + number],
            Fields = new Dictionary<string, string?> { ["globalid"] = "gone", ["mheroentitytype"] = "Practitioner" },
        });
        await world.SettleAsync();
        var id = ReviewStore.IdFor(contact.Uuid.ToString());
        Assert.Equal(SyncCodes.LinkToUnknown, (await Reviews.FindAsync(id))!.Code);

        var service = world.Host.Services.GetRequiredService<ReviewService>();
        Assert.Equal(ReviewAnswer.Accepted, await service.DecideAsync(id, new ReviewDecision { Choose = "Practitioner/nobody" }, default));
        await world.Host.WaitUntilIdleAsync();
        Assert.Equal(SyncCodes.RecordMissing, (await Reviews.FindAsync(id))!.Code);

        Assert.Equal(ReviewAnswer.Accepted, await service.DecideAsync(id, new ReviewDecision { Create = true }, default));
        await world.Host.WaitUntilIdleAsync();
        Assert.NotEqual("gone", Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"]);
    }
}
