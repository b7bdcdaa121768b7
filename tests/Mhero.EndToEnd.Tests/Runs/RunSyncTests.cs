using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.Simulator;
using Status = Hl7.Fhir.Model.QuestionnaireResponse.QuestionnaireResponseStatus;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>Runs of RapidPro, read by the timer, end as QuestionnaireResponses in the registry.</summary>
public sealed class RunSyncTests(RunWorld world) : IClassFixture<RunWorld>
{
    [Fact]
    public async Task TwoFlows_InterleavedRuns_EachGetAllTheirAnswers_AndASecondRoundWritesNothing()
    {
        var ages = world.AddFlow("Ages", ("Age", "number"), ("Well", "Yes No"));
        var beds = world.AddFlow("Beds", ("Beds", "number"), ("Note", "text"));
        var workers = new List<(SimulatedContact Contact, Practitioner Worker)>();
        var runs = new List<(SimulatedRun Run, int Number, int Worker)>();
        for (var i = 0; i < 6; i++)
        {
            workers.Add(await world.AddLinkedAsync($"Interleaved {i}"));
        }

        for (var i = 0; i < 36; i++)
        {
            var contact = workers[i % 6].Contact;
            runs.Add((i % 2 == 0
                ? world.AddRun(ages, contact, "completed", ("age", $"{i}|Number"), ("well", i % 4 == 0 ? "yes|Yes" : "no|No"))
                : world.AddRun(beds, contact, "completed", ("beds", $"{i}|Number"), ("note", $"note {i}|All Responses")), i, i % 6));
        }

        await world.ReadAsync("flows");
        var counts = await world.ReadAsync("runs");

        Assert.Equal((36, 0, 0), (counts["questionnaireResponsesCreated"], counts["questionnaireResponsesUpdated"], counts["questionnaireResponsesFailed"]));
        Assert.Equal((18, 18), ((await world.ResponsesAsync(ages.Uuid)).Count, (await world.ResponsesAsync(beds.Uuid)).Count));
        foreach (var (run, number, worker) in runs)
        {
            var response = await world.ResponseOfAsync(run);
            var answers = RunWorld.AnswersOf(response);
            Assert.Equal(
                number % 2 == 0 ? [("age", $"{number}"), ("well", number % 4 == 0 ? "yes" : "no")] : new[] { ("beds", $"{number}"), ("note", $"note {number}") },
                answers.Select(a => (a.Key, a.Value)));
            Assert.Equal($"Practitioner/{workers[worker].Worker.Id}", response.Source?.Reference);
            Assert.Equal($"Practitioner/{workers[worker].Worker.Id}", response.Author?.Reference);
            Assert.Null(response.Subject);
            Assert.Equal(Status.Completed, response.Status);
        }

        world.Registry.Reset();
        await world.ReadAsync("flows");
        var second = await world.ReadAsync("runs");
        Assert.Equal(0, second["questionnaireResponsesCreated"] + second["questionnaireResponsesUpdated"]);
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));
    }

    [Fact]
    public async Task AppWithoutMemory_ReadsEverythingAgain_AndMakesNoSecondResponse()
    {
        var flow = world.AddFlow("Forgotten", ("Age", "number"));
        var (contact, _) = await world.AddLinkedAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "7|Number"));
        await world.ReadAsync("runs");
        var before = await world.ResponseOfAsync(run);

        await using var host = await world.StartHostAsync(world.NewSettings());
        var counts = await world.ReadAsync("runs", host);

        Assert.Equal(before.Id, (await world.ResponseOfAsync(run)).Id);
        Assert.Equal(0, counts["questionnaireResponsesCreated"]);
        Assert.Single(await world.ResponsesAsync(flow.Uuid));
    }

    [Fact]
    public async Task RunWithoutStart_AndOneWithAStart_BothArrive()
    {
        var flow = world.AddFlow("Starts", ("Age", "number"));
        var (contact, _) = await world.AddLinkedAsync();
        var start = Guid.NewGuid();
        var alone = world.AddRun(flow, contact, "completed", ("age", "1|Number"));
        var started = world.RapidPro.Workspace.AddRun(new SimulatedRun { Flow = flow.Uuid, Contact = contact.Uuid, Start = start, ExitType = "completed", Values = RunWorld.ValuesOf(("age", "2|Number")) });

        await world.ReadAsync("runs");

        Assert.DoesNotContain((await world.ResponseOfAsync(alone)).Extension, e => e.Value is Identifier);
        Assert.Contains((await world.ResponseOfAsync(started)).Extension, e => e.Value is Identifier { System: MheroSystems.FlowStartUuid } i && i.Value == start.ToString());
    }

    [Fact]
    public async Task UnknownContact_IsSyncedFirst_AndTheResponseNamesItsPractitioner()
    {
        var flow = world.AddFlow("Unknown", ("Age", "number"));
        var contact = world.AddContact("Unknown Person");
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));

        await world.ReadAsync("runs");

        var worker = world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Fields.GetValueOrDefault("globalid");
        Assert.NotNull(worker);
        Assert.Equal($"Practitioner/{worker}", (await world.ResponseOfAsync(run)).Source?.Reference);
    }

    [Fact]
    public async Task UnknownContact_RegistryIsNotToBeChanged_IsNamedByItsIdentifier()
    {
        var flow = world.AddFlow("Logical", ("Age", "number"));
        var contact = world.AddContact();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Contacts:Direction", "RegistryToRapidPro")));

        await world.ReadAsync("runs", host);

        var source = (await world.ResponseOfAsync(run)).Source!;
        Assert.Null(source.Reference);
        Assert.Equal((MheroSystems.ContactUuid, contact.Uuid.ToString()), (source.Identifier!.System, source.Identifier.Value));
        Assert.Null(world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Fields.GetValueOrDefault("globalid"));
    }

    [Theory]
    [InlineData("Person")]
    [InlineData("Patient")]
    public async Task WorkerOfAnotherType_IsTheSourceWhereR4AllowsIt(string type)
    {
        var flow = world.AddFlow("Types", ("Age", "number"));
        DomainResource worker = type == "Person"
            ? await world.AddAsync(new Person { Name = [new HumanName { Text = "A Person" }] })
            : await world.AddAsync(new Patient { Name = [new HumanName { Text = "A Patient" }] });
        var contact = world.RapidPro.Workspace.AddContact(new SimulatedContact
        {
            Name = "A " + type,
            Urns = ["tel:" + Contacts.SyncWorld.NewNumber()],
            Fields = new Dictionary<string, string?> { ["globalid"] = worker.Id, ["mheroentitytype"] = type },
        });
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));

        await world.ReadAsync("runs");

        var source = (await world.ResponseOfAsync(run)).Source!;
        if (type == "Patient")
        {
            Assert.True(source.Reference == $"Patient/{worker.Id}", world.Log.Last(20));
        }
        else
        {
            Assert.Equal((null, contact.Uuid.ToString()), (source.Reference, source.Identifier?.Value));
        }
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Worker")]
    [InlineData("Person")]
    [InlineData("Patient")]
    [InlineData("Facility")]
    public async Task Subject_IsWhatTheSettingSays_AndTheQuestionnairesTypeComesFirst(string subject)
    {
        var flow = world.AddFlow("Subjects", ("Age", "number"));
        var (contact, worker) = await world.AddLinkedAsync();
        var patient = await world.AddAsync(new Patient { Active = true });
        var person = await world.AddAsync(new Person { Link = [new() { Target = new ResourceReference($"Practitioner/{worker.Id}") }, new() { Target = new ResourceReference($"Patient/{patient.Id}") }] });
        var facility = await world.AddAsync(new Location { Name = "Here" });
        await world.AddAsync(new PractitionerRole { Practitioner = new ResourceReference($"Practitioner/{worker.Id}"), Location = [new ResourceReference($"Location/{facility.Id}")] });
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));
        var expected = subject switch
        {
            "Worker" => $"Practitioner/{worker.Id}",
            "Person" => $"Person/{person.Id}",
            "Patient" => $"Patient/{patient.Id}",
            "Facility" => $"Location/{facility.Id}",
            _ => null,
        };
        await using (var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Runs:Subject", subject))))
        {
            await world.ReadAsync("runs", host);
            Assert.Equal(expected, (await world.ResponseOfAsync(run)).Subject?.Reference);
        }

        if (expected is not null)
        {
            // The same by the Questionnaire, against a setting that says otherwise.
            var typed = world.AddFlow("Typed", ("Age", "number"));
            await world.AddAsync(new Questionnaire
            {
                Identifier = [new Identifier(MheroSystems.FlowUuid, typed.Uuid.ToString())],
                Url = $"http://example.org/Questionnaire/{typed.Uuid}",
                Status = PublicationStatus.Active,
                SubjectType = [Enum.Parse<ResourceType>(subject switch { "Worker" => "Practitioner", "Facility" => "Location", _ => subject })],
                Item = [new() { LinkId = "age", Type = Questionnaire.QuestionnaireItemType.Integer }],
            });
            var typedRun = world.AddRun(typed, contact, "completed", ("age", "3|Number"));
            await world.ReadAsync("runs");
            Assert.Equal(expected, (await world.ResponseOfAsync(typedRun)).Subject?.Reference);
        }
    }

    /// <summary>A worker without a Patient is the subject as a Practitioner, and one whom the registry does not have by the contact.</summary>
    [Fact]
    public async Task Subject_TheRegistryLacksTheFirstType_IsOfTheNextOrTheContact()
    {
        var flow = world.AddFlow("Own vaccination", ("Dose", "number"));
        var (contact, worker) = await world.AddLinkedAsync();
        var stranger = world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Stranger", Urns = ["tel:+250788990001"] });
        await world.AddAsync(new Questionnaire
        {
            Identifier = [new Identifier(MheroSystems.FlowUuid, flow.Uuid.ToString())],
            Url = $"http://example.org/Questionnaire/{flow.Uuid}",
            Status = PublicationStatus.Active,
            SubjectType = [ResourceType.Patient, ResourceType.Practitioner],
            Item = [new() { LinkId = "dose", Type = Questionnaire.QuestionnaireItemType.Integer }],
        });
        var known = world.AddRun(flow, contact, "completed", ("dose", "2|Number"));
        var unknown = world.AddRun(flow, stranger, "completed", ("dose", "1|Number"));

        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Contacts:Direction", "RegistryToRapidPro")));
        await world.ReadAsync("runs", host);

        Assert.Equal($"Practitioner/{worker.Id}", (await world.ResponseOfAsync(known)).Subject?.Reference);
        var subject = (await world.ResponseOfAsync(unknown)).Subject!;
        Assert.Null(subject.Reference);
        Assert.Equal((MheroSystems.ContactUuid, stranger.Uuid.ToString()), (subject.Identifier!.System, subject.Identifier.Value));
    }

    [Theory]
    [InlineData("completed", Status.Completed)]
    [InlineData("interrupted", Status.Stopped)]
    [InlineData("expired", Status.Stopped)]
    [InlineData("failed", Status.Stopped)]
    public async Task RunThatGoesOn_UpdatesTheOneResponse(string exit, Status status)
    {
        var flow = world.AddFlow("Goes on", ("Age", "number"), ("Note", "text"));
        var (contact, _) = await world.AddLinkedAsync();
        var run = world.AddRun(flow, contact, null, ("age", "3|Number"));
        await world.ReadAsync("runs");
        var first = await world.ResponseOfAsync(run);
        Assert.Equal(Status.InProgress, first.Status);

        world.RapidPro.Workspace.EditRun(run.Uuid, r => r with { Values = RunWorld.ValuesOf(("age", "3|Number"), ("note", "more|All Responses")) });
        await world.ReadAsync("runs");
        Assert.Equal(Status.InProgress, (await world.ResponseOfAsync(run)).Status);

        world.RapidPro.Workspace.EditRun(run.Uuid, r => r with { ExitType = exit });
        await world.ReadAsync("runs");

        var last = Assert.Single(await world.ResponsesAsync(flow.Uuid));
        Assert.Equal((first.Id, status, "more"), (last.Id, last.Status, RunWorld.AnswersOf(last)["note"]));
    }

    [Fact]
    public async Task AnswersThatNoTestMatched_AreKeptAsText_AndLocationsGetTheirReference()
    {
        var place = await world.AddAsync(new Location { Name = "Gasabo" });
        var flow = world.AddFlow("Kept", ("Age", "number"), ("Well", "Yes No"), ("District", "district"));
        var (contact, _) = await world.AddLinkedAsync();
        var odd = world.AddRun(flow, contact, "completed", ("age", "many|Other"), ("well", "perhaps|Other"));
        var placed = world.AddRun(flow, contact, "completed", ("district", "Rwanda > Kigali City > Gasabo|District"));

        await world.ReadAsync("runs");

        var kept = await world.ResponseOfAsync(odd);
        Assert.All(kept.Item, i => Assert.Single(i.Answer));
        Assert.Contains("\"many\"", RunWorld.JsonOf(kept), StringComparison.Ordinal);
        Assert.Equal("perhaps", RunWorld.AnswersOf(kept)["well"]);
        var reference = Assert.IsType<ResourceReference>((await world.ResponseOfAsync(placed)).Item.Single().Answer.Single().Value);
        Assert.Equal(("Rwanda > Kigali City > Gasabo", $"Location/{place.Id}"), (reference.Display, reference.Reference));
    }

    [Fact]
    public async Task RunOfADeletedContact_BecomesADeadLetter_AndStopsNothing()
    {
        var flow = world.AddFlow("Orphans", ("Age", "number"));
        var (contact, _) = await world.AddLinkedAsync();
        var orphan = Guid.NewGuid();
        await world.Host.Services.GetRequiredService<MessageQueues>().SendAsync(
            world.Settings["RunsQueue"]!, $$"""{"items":[{"run":{"uuid":"{{orphan}}","flow":{"uuid":"{{flow.Uuid}}"},"contact":null,"values":{} } }]}""");
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));

        await world.ReadAsync("runs");

        Assert.NotNull(await world.ResponseOfAsync(run));
        var letters = world.Host.Services.GetRequiredService<DeadLetterStore>();
        var letter = Assert.Single(await letters.ListAsync(world.Settings["RunsQueue"], 10), l => l.Subject == orphan.ToString());
        Assert.Equal("MH4014", letter.Code);
        await letters.RemoveAsync(letter.Id);
    }
}
