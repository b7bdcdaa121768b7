using Hl7.Fhir.Model;
using Mhero.EndToEnd.Tests.Examples;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>What examples/1-contacts-in-step/README.md says becomes of its people.</summary>
[Collection(CliTests.Collection)]
public sealed class ExampleTests(ExampleRun example)
{
    [Fact]
    public async Task FirstRound_PractitionersWithANumber_NameTheirContact()
    {
        var reachable = (await example.AllAsync<Practitioner>())
            .Where(worker => worker.Telecom.Count > 0 && !example.InReview.Contains($"Practitioner/{worker.Id}")).ToList();

        // One has no number, two share one; four come from RapidPro with a number, and two register by text.
        Assert.Equal(40 - 1 - 2 + 4 + 2, reachable.Count);
        Assert.All(reachable, worker => Assert.NotNull(ExampleRun.ContactUuidOf(worker)));
        Assert.Equal(reachable.Count, reachable.Select(ExampleRun.ContactUuidOf).Distinct().Count());
    }

    [Fact]
    public async Task FirstRound_ContactsOfWorkers_NameTheirWorker()
    {
        var workers = (await example.AllAsync<Practitioner>()).Where(worker => ExampleRun.ContactUuidOf(worker) is not null).ToList();

        Assert.Equal(15 + 22 + 5 + 2, workers.Count);
        Assert.All(workers, worker =>
        {
            var contact = example.ContactOf(worker);
            Assert.Equal(worker.Id, contact.Fields["globalid"]);
            Assert.Equal("Practitioner", contact.Fields["mheroentitytype"]);
        });
    }

    [Fact]
    public void FirstRound_SharedNumber_IsAskedAboutAndNobodyGetsIt()
    {
        var contact = example.Run.Simulator!.Workspace.FindByUrn("tel:+250788000117")!;

        Assert.Null(contact.Fields["globalid"]);
        Assert.Equal(4 + 1, example.InReview.Count);
        Assert.Contains(contact.Uuid.ToString(), example.InReview);
    }

    /// <summary>Her second telephone names her employee number, but she is linked to the contact of the first.</summary>
    [Fact]
    public void FirstRound_SecondTelephoneOfAWorker_IsAskedAbout()
    {
        var contact = example.Run.Simulator!.Workspace.FindByUrn("tel:+250788000302")!;

        Assert.Null(contact.Fields["globalid"]);
        Assert.Contains(contact.Uuid.ToString(), example.InReview);
    }

    /// <summary>Two of the three facilities have reported on vaccinations; the leads of one of them are two.</summary>
    [Fact]
    public async Task FirstRound_WeeklyReminder_GoesToTheLeadWhoseFacilityHasNotReported()
    {
        var reminders = (await example.AllAsync<CommunicationRequest>()).Where(request => request.BasedOn.Count > 0).ToList();
        var lead = await example.WorkerAsync("Mukandayisenga");

        var reminder = Assert.Single(reminders);
        Assert.Equal($"Practitioner/{lead.Id}", Assert.Single(reminder.Recipient).Reference);
        var communication = Assert.Single(await example.AllAsync<Communication>(), c => c.BasedOn.Any(b => b.Reference == $"CommunicationRequest/{reminder.Id}"));
        Assert.Equal((EventStatus.Completed, $"Practitioner/{lead.Id}"), (communication.Status, communication.Recipient.Single().Reference));
        Assert.StartsWith("QuestionnaireResponse/", communication.About.Single().Reference, StringComparison.Ordinal);
        var starts = example.Run.Simulator!.Workspace.FlowStarts.Where(start => start.Params?.Contains("period_start", StringComparison.Ordinal) is true);
        Assert.Equal([example.ContactOf(lead).Uuid], starts.SelectMany(start => start.Contacts));
    }

    [Fact]
    public async Task FirstRound_Conflicts_AreDecidedForTheRegistry()
    {
        Assert.Equal(2, example.FirstRound.Conflicts);
        Assert.Equal("Théogène Bizimana", (await example.ContactAsync("Bizimana")).Name);

        // Her contact was called Aline when she registered with both her names.
        Assert.Equal("Aline Uwera", (await example.ContactAsync("Uwera", "Aline")).Name);
    }

    [Fact]
    public async Task FirstRound_Registration_IsLinkedToItsContactAndWaitsToBeConfirmed()
    {
        var worker = await example.WorkerAsync("Mbabazi");

        Assert.False(worker.Active);
        Assert.False((await example.RoleOfAsync(worker)).Active);
        var contact = example.ContactOf(worker);
        Assert.Equal(["whatsapp:250788000303"], contact.Urns.Take(1));
        Assert.Equal("Innocente Mbabazi", contact.Name);
        Assert.DoesNotContain("Health workers", contact.Groups);
    }

    [Fact]
    public async Task FirstRound_MessagesThatNoFlowTook_AreCommunicationsOfTheirSenders()
    {
        Assert.Equal(2, (await example.AllAsync<Communication>()).Count(message => message.Category.Exists(c => c.Coding.Exists(code => code.Code == "inbox"))));
        var workers = new[] { await example.WorkerAsync("Mukamana"), await example.WorkerAsync("Umutoni") };
        var messages = (await example.AllAsync<Communication>()).Where(message => workers.Any(worker => message.Sender?.Reference == $"Practitioner/{worker.Id}")).ToList();

        Assert.Contains(messages, message => message.Payload.Any(payload => payload.Content is FhirString { Value: "When is the next training on vaccines?" }));
        Assert.Contains(messages, message => message.Payload.Any(payload => payload.Content is FhirString text && text.Value!.StartsWith("Mwaramutse", StringComparison.Ordinal)));
    }

    /// <summary>What the report counts, read back over HTTP and found by the Provenances.</summary>
    [Fact]
    public async Task FirstRound_Extracted_IsInTheRegistryAsCounted()
    {
        using var registry = new RegistryReader(example.Run.FhirServerBase!);
        var targets = (await registry.AllAsync("Provenance"))
            .SelectMany(provenance => provenance["target"]!.AsArray().Select(target => (string)target!["reference"]!)).ToHashSet();
        var found = new Dictionary<string, long> { ["Provenance"] = (await registry.AllAsync("Provenance")).Count };
        foreach (var resource in (await registry.AllExtractableAsync()).Where(resource => targets.Contains(RegistryReader.NameOf(resource))))
        {
            var type = (string)resource["resourceType"]!;
            found[type] = found.GetValueOrDefault(type) + 1;
        }

        // The roles that Pacifique Irakoze (by text) and Jean Bosco Habimana (by FLOIP) registered belong to Practitioners who were there before.
        found["Practitioner"] -= 2;
        Assert.Equal(example.FirstRound.Extracted.OrderBy(type => type.Key, StringComparer.Ordinal), found.OrderBy(type => type.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Nsengiyumva", "tel:+250788000104")]
    [InlineData("Ndayambaje", "tel:+250788000108")]
    [InlineData("Mugisha", "tel:+250788000110", "tel:+250738000110")]
    [InlineData("Umutoni", "whatsapp:250788000111", "tel:+250788000111")]
    [InlineData("Karangwa", "tel:+250788000116", "tel:+250728000116")]
    [InlineData("Murekatete", "tel:+250252546122")]
    [InlineData("Tuyishime", "whatsapp:250788000123")]
    [InlineData("Okello", "tel:+256772000125")]
    public async Task FirstRound_Numbers_ReachTheContactInOrder(string family, params string[] urns) =>
        Assert.Equal(urns, (await example.ContactAsync(family)).Urns);

    [Theory]
    [InlineData("Rwigema", "active")]
    [InlineData("Nyiransabimana", "blocked")]
    [InlineData("Munyaneza", "stopped")]
    public async Task FirstRound_WhoCannotOrMustNotBeWrittenTo_IsInNoGroup(string family, string status)
    {
        var contact = await example.ContactAsync(family);

        Assert.Equal(status, contact.Status);
        Assert.Empty(contact.Groups);
    }

    [Fact]
    public async Task FirstRound_InactiveWorker_GetsNoRoleFromTheContactsFields() =>
        Assert.False((await example.RoleOfAsync(await example.WorkerAsync("Rwigema"))).Active);

    [Fact]
    public async Task FirstRound_TwoRoles_TheLaterOneCounts()
    {
        var contact = await example.ContactAsync("Niyonzima");

        Assert.Equal(
            ("Health service manager", "Maraba Health Centre", "Huye"),
            (contact.Fields["cadre"], contact.Fields["facility"], contact.Fields["district"]));
    }

    [Fact]
    public async Task FirstRound_NewContact_HasAllThatTheRegistrySays()
    {
        var contact = await example.ContactAsync("Mutesi");

        Assert.Equal(("Josiane Mutesi", "fra"), (contact.Name, contact.Language));
        Assert.Equal(["Health workers", "Medical doctor", "Medical doctor in Huye", "Staff of Sovu Health Centre"], contact.Groups.Order(StringComparer.Ordinal));
        Assert.Equal("Medical doctor", contact.Fields["cadre"]);
        Assert.Equal("RW-1019", contact.Fields["employee_number"]);
        Assert.Equal("1985-02-28", contact.Fields["birth_date"]);
    }

    [Fact]
    public async Task FirstRound_ContactOnlyInRapidPro_BecomesAPractitionerWithARole()
    {
        var worker = await example.WorkerAsync("Uwera", "Nadine");
        var role = await example.RoleOfAsync(worker);

        Assert.Equal("2221", Assert.Single(Assert.Single(role.Code).Coding).Code);
        Assert.Equal("Kinigi Health Centre", Assert.Single(role.Location).Display);
    }

    [Theory]
    [InlineData("Win A Phone")]
    [InlineData("Uwase")]
    public void FirstRound_ContactThatIsNoWorker_IsLeftAlone(string name)
    {
        var contact = Assert.Single(example.Run.Simulator!.Workspace.Contacts, contact => contact.Name == name);

        Assert.Null(contact.Fields["globalid"]);
    }

    [Fact]
    public async Task NextRounds_NothingChanged_WriteNothingAndChangesArrive()
    {
        var simulator = example.Run.Simulator!;
        var posts = simulator.Requests.Counts.Where(count => count.Key.Method == "POST").Sum(count => count.Value);
        var versions = await example.VersionsAsync();

        var quiet = await example.Run.RoundAsync();

        Assert.True(quiet.WroteNothing && !quiet.HasFailed);
        Assert.Equal(posts, simulator.Requests.Counts.Where(count => count.Key.Method == "POST").Sum(count => count.Value));
        Assert.Equal(versions, await example.VersionsAsync());

        var worker = await example.WorkerAsync("Ntirenganya");
        worker.Communication = [new CodeableConcept("urn:ietf:bcp:47", "fr")];
        await FhirReader.PutAsync(example.Run.FhirServerBase!, worker);
        var contact = await example.ContactAsync("Gatesi");
        simulator.Workspace.Edit(contact.Uuid, before => before with
        {
            Fields = new Dictionary<string, string?>(before.Fields) { ["facility"] = "Busogo Health Centre" },
        });

        var busy = await example.Run.RoundAsync();

        Assert.False(busy.HasFailed);
        Assert.Equal("fra", (await example.ContactAsync("Ntirenganya")).Language);
        var moved = await example.WorkerAsync("Gatesi");
        var role = await example.RoleOfAsync(moved);
        Assert.Equal("Busogo Health Centre", Assert.Single(role.Location).Display);
    }
}
