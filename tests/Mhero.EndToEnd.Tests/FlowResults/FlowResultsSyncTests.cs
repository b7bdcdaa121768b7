using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Simulator.Floip;
using Status = Hl7.Fhir.Model.QuestionnaireResponse.QuestionnaireResponseStatus;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.FlowResults;

/// <summary>FLOIP sessions become responses: over pages and readings, through faults, once each.</summary>
public sealed class FlowResultsSyncTests(FlowResultsWorld world) : IClassFixture<FlowResultsWorld>
{
    [Fact]
    public async Task Read_SessionsOverPagesAndLater_AreWholeAndWrittenOnce()
    {
        var worker = await world.AddEmployeeAsync("FL-1");
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c1", "employee", "fl-1"), ("2", "c2", "age", "61"), ("1", "c1", "age", "43.000"), ("2", "c2", "fever", "No"), ("1", "c1", "age", "34.000")));

        Assert.Null((await world.ReadFloipAsync()).Error);

        var sessions = await world.SessionsAsync(package);
        Assert.Equal(["1", "2"], sessions.Keys.Order());
        Assert.Equal($"Practitioner/{worker.Id}", sessions["1"].Source?.Reference);
        Assert.Equal((MheroSystems.FloipContact, "viamo/c2"), (sessions["2"].Source?.Identifier?.System, sessions["2"].Source?.Identifier?.Value));
        Assert.Null(sessions["2"].Source?.Reference);
        Assert.Equal(new Dictionary<string, string> { ["employee"] = "fl-1", ["age"] = "34" }, FlowResultsWorld.AnswersOf(sessions["1"]));
        Assert.All(sessions.Values, s => Assert.Equal(Status.InProgress, s.Status));
        var questionnaire = Assert.Single((await world.Fhir.SearchAsync(new FhirSearch("Questionnaire").Where("identifier", MheroSystems.FloipPackage, $"viamo/{package}"))).Matches.OfType<Questionnaire>());
        Assert.Equal($"{questionnaire.Url}|{questionnaire.Version}", sessions["1"].Questionnaire);

        world.Registry.Reset();
        await world.ReadFloipAsync();
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));

        world.Floip.AddRows(package, world.Rows(("1", "c1", "fever", "Yes")));
        await world.ReadFloipAsync();
        var later = (await world.SessionsAsync(package))["1"];
        Assert.Equal(sessions["1"].Id, later.Id);
        Assert.Equal(["employee", "age", "fever"], later.Item.Select(i => i.LinkId));
        Assert.Equal(Status.Completed, later.Status);
    }

    [Fact]
    public async Task Post_SyncOfFlowResults_ReadsTheFloipServersOnly()
    {
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c", "age", "1")));

        var (status, answer) = await world.PostAsync("sync/flow-results", "");
        await world.IdleAsync();

        Assert.Equal((202, "flow-results"), ((int)status, (string?)Assert.Single(answer!["ordered"]!.AsArray())));
        Assert.Single(await world.SessionsAsync(package));
    }

    [Fact]
    public async Task Read_ServerThrottlesFailsAndCuts_ReadsAllTheSame()
    {
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c", "age", "1"), ("2", "c", "age", "2"), ("3", "c", "age", "3"), ("4", "c", "age", "4"), ("5", "c", "age", "5")));
        world.Floip.AddFault(r => r.Contains($"{package}/responses", StringComparison.Ordinal), new FloipFault(429, 0));
        world.Floip.AddFault(r => r.Contains($"{package}/responses", StringComparison.Ordinal), new FloipFault(500, 0));
        world.Floip.AddFault(r => r.Contains($"{package}/responses", StringComparison.Ordinal), new FloipFault(IsCut: true));

        Assert.Null((await world.ReadFloipAsync()).Error);

        Assert.Equal(5, (await world.SessionsAsync(package)).Count);
    }

    [Fact]
    public async Task Read_EndsBetweenStoringAndTheCursor_LosesAndDoublesNothing()
    {
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c", "age", "1"), ("2", "c", "age", "2"), ("1", "c", "fever", "Yes")));
        world.Floip.AddFault(r => r.Contains(package, StringComparison.Ordinal) && r.Contains("page[afterCursor]", StringComparison.Ordinal), new FloipFault(400));

        Assert.StartsWith("MH1236", (await world.ReadFloipAsync()).Error, StringComparison.Ordinal);
        Assert.Empty(await world.SessionsAsync(package));

        Assert.Null((await world.ReadFloipAsync()).Error);
        var sessions = await world.SessionsAsync(package);
        Assert.Equal(["age", "fever"], sessions["1"].Item.Select(i => i.LinkId));
        Assert.Equal(2, sessions.Count);
    }

    [Fact]
    public async Task Read_PagesThatComeRoundAgain_GivesWhatWasReadAndTheRestLater()
    {
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c", "age", "1"), ("2", "c", "age", "2"), ("3", "c", "age", "3")));
        for (var repeat = 0; repeat < 2; repeat++)
        {
            world.Floip.AddFault(r => r.Contains($"{package}/responses", StringComparison.Ordinal), new FloipFault(LeadsBack: true));
        }

        Assert.Contains("MH1235", (await world.ReadFloipAsync()).Error, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], (await world.SessionsAsync(package)).Keys.Order());

        Assert.Null((await world.ReadFloipAsync()).Error);
        Assert.Equal(["1", "2", "3"], (await world.SessionsAsync(package)).Keys.Order());
    }

    [Fact]
    public async Task Read_ServerThatFailsForLong_HoldsNothingBackForEver()
    {
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c", "age", "1"), ("2", "c", "age", "2"), ("3", "c", "age", "3")));
        world.Floip.AddFault(r => r.Contains(package, StringComparison.Ordinal) && r.Contains("page[afterCursor]", StringComparison.Ordinal), new FloipFault(400));
        await world.ReadFloipAsync();
        Assert.Empty(await world.SessionsAsync(package));

        world.Floip.AddFault(r => r.Contains(package, StringComparison.Ordinal) && r.Contains("page[afterCursor]", StringComparison.Ordinal), new FloipFault(400));
        world.Time.By += TimeSpan.FromMinutes(10);
        await world.ReadFloipAsync();

        Assert.Equal(["1", "2"], (await world.SessionsAsync(package)).Keys.Order());
    }

    [Fact]
    public async Task Read_SessionThatStaysSilent_IsCompletedWhenItsTimeIsOver()
    {
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c", "age", "1")));
        await world.ReadFloipAsync();
        Assert.Equal(Status.InProgress, (await world.SessionsAsync(package))["1"].Status);

        world.Time.By += TimeSpan.FromDays(1).Add(TimeSpan.FromMinutes(1));
        await world.ReadFloipAsync();

        Assert.Equal(Status.Completed, (await world.SessionsAsync(package))["1"].Status);
    }

    [Fact]
    public async Task Read_QuestionThatThePackageGains_IsTypedByTheNewDescriptor()
    {
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c", "age", "1")));
        await world.ReadFloipAsync();
        world.Floip.AddPackage(FlowResultsWorld.Descriptor(package, "remark"));
        world.Floip.AddRows(package, world.Rows(("1", "c", "remark", "none"), ("1", "c", "nowhere", "kept")));

        await world.ReadFloipAsync();

        var response = (await world.SessionsAsync(package))["1"];
        Assert.EndsWith("|2026-03-02T00:00:00+00:00", response.Questionnaire, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, string> { ["age"] = "1", ["remark"] = "none", ["nowhere"] = "kept" }, FlowResultsWorld.AnswersOf(response));
        var questionnaires = (await world.Fhir.SearchAsync(new FhirSearch("Questionnaire").Where("identifier", MheroSystems.FloipPackage, $"viamo/{package}"))).Matches.OfType<Questionnaire>();
        Assert.Equal([PublicationStatus.Retired, PublicationStatus.Active], questionnaires.OrderBy(q => q.Version, StringComparer.Ordinal).Select(q => q.Status!.Value));
    }

    [Fact]
    public async Task Read_ContactThatNamesItselfLater_IsTheSourceOfItsEarlierSessionsToo()
    {
        var worker = await world.AddEmployeeAsync("FL-2");
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c-later", "age", "1")));
        await world.ReadFloipAsync();
        Assert.Null((await world.SessionsAsync(package))["1"].Source?.Reference);

        world.Floip.AddRows(package, world.Rows(("2", "c-later", "employee", "FL-2")));
        await world.ReadFloipAsync();

        Assert.All((await world.SessionsAsync(package)).Values, s => Assert.Equal($"Practitioner/{worker.Id}", s.Source?.Reference));
    }

    [Fact]
    public async Task Read_WorkerThatTheRegistryGetsLater_IsTheSourceOfTheSession()
    {
        var package = world.AddPackage();
        world.Floip.AddRows(package, world.Rows(("1", "c-unknown", "employee", "FL-3"), ("2", "c-unknown", "age", "1")));
        await world.ReadFloipAsync();
        Assert.All((await world.SessionsAsync(package)).Values, s => Assert.Null(s.Source?.Reference));
        var worker = await world.AddEmployeeAsync("FL-3");

        world.Time.By += TimeSpan.FromMinutes(61);
        await world.ReadFloipAsync();

        Assert.All((await world.SessionsAsync(package)).Values, s => Assert.Equal($"Practitioner/{worker.Id}", s.Source?.Reference));
    }

    [Fact]
    public async Task Import_FilesOfAPackage_GivesItsResponsesAndNamesBadRows()
    {
        var package = Guid.NewGuid().ToString();
        var folder = Directory.CreateTempSubdirectory("mhero-import-").FullName;
        var (descriptor, rows) = (Path.Combine(folder, "package.json"), Path.Combine(folder, "rows.json"));
        await File.WriteAllTextAsync(descriptor, FlowResultsWorld.Descriptor(package));
        await File.WriteAllTextAsync(rows, "[[1,2]," + world.Rows(("1", "c", "age", "41"), ("1", "c", "fever", "No"), ("2", "c", "age", "42"))[1..]);
        (string, string)[] app = [("MHERO_APP_URL", world.Host.BaseUrl.AbsoluteUri), ("MHERO_APP_KEY", FlowResultsWorld.FunctionKey)];

        var first = await Cli.MheroProcess.RunAsync($"floip import {descriptor} {rows} --source pushed --json", app);
        await world.IdleAsync();
        var sessions = await world.SessionsAsync(package);
        world.Registry.Reset();
        var second = await Cli.MheroProcess.RunAsync($"floip import {descriptor} {rows} --source pushed --json", app);
        await world.IdleAsync();
        Directory.Delete(folder, recursive: true);

        Assert.True(first.ExitCode == 0, first.Errors + first.Output);
        var answer = System.Text.Json.Nodes.JsonNode.Parse(first.Output)!;
        Assert.Equal((package, "MH1211", "responses[0]"), ((string?)answer["package"], (string?)answer["issues"]![0]!["code"], (string?)answer["issues"]![0]!["path"]));
        Assert.Equal(new Dictionary<string, string> { ["age"] = "41", ["fever"] = "no" }, FlowResultsWorld.AnswersOf(sessions["1"]));
        Assert.Equal(["1", "2"], sessions.Keys.Order());
        Assert.Equal(0, second.ExitCode);
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));
    }

    [Fact]
    public async Task Push_RowsOfAPackage_BecomeResponsesOnceAndBadRowsAreNamed()
    {
        var package = Guid.NewGuid().ToString();
        var rows = world.Rows(("1", "c", "age", "7"), ("1", "c", "fever", "Yes"));
        Assert.Equal(404, (int)(await world.PostAsync($"floip/packages/{package}/responses?source=pushed", rows)).Status);
        Assert.Equal(404, (int)(await world.PostAsync($"floip/packages/{package}/responses", rows)).Status);
        Assert.Equal(201, (int)(await world.PostAsync("floip/packages?source=pushed", FlowResultsWorld.Descriptor(package))).Status);

        Assert.Equal(204, (int)(await world.PostAsync($"floip/packages/{package}/responses?source=pushed", $$"""{"data":{"type":"responses","id":"{{package}}","attributes":{"responses":{{rows}} } } }""")).Status);
        Assert.Equal(204, (int)(await world.PostAsync($"floip/packages/{package}/responses?source=pushed", rows)).Status);
        var mixed = await world.PostAsync($"floip/packages/{package}/responses?source=pushed", "[[1,2]," + world.Rows(("2", "c", "age", "8"))[1..]);
        Assert.Equal(200, (int)mixed.Status);
        Assert.Equal(("MH1211", "responses[0]"), ((string)mixed.Answer!["issues"]![0]!["code"]!, (string)mixed.Answer["issues"]![0]!["path"]!));
        var bad = await world.PostAsync($"floip/packages/{package}/responses?source=pushed", "[[1,2]]");
        Assert.Equal((400, "MH1211"), ((int)bad.Status, (string)bad.Answer!["code"]!));
        var other = await world.PostAsync($"floip/packages/{package}/responses?source=pushed", """{"data":{"id":"other","attributes":{"responses":[]}}}""");
        Assert.Equal((400, "MH1219"), ((int)other.Status, (string)other.Answer!["code"]!));
        await world.IdleAsync();

        var sessions = await world.SessionsAsync(package);
        Assert.Equal(["1", "2"], sessions.Keys.Order());
        Assert.Equal($"pushed/{package}/1", sessions["1"].Identifier!.Value);
        Assert.Equal(["age", "fever"], sessions["1"].Item.Select(i => i.LinkId));
        Assert.Equal(0, await world.Host.Services.GetRequiredService<DeadLetterStore>().CountAsync());
    }
}
