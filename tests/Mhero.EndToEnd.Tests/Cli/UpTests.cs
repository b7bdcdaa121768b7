using Hl7.Fhir.Model;
using Mhero.EndToEnd.Tests.Examples;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Cli;

public sealed class UpTests
{
    private const int FloipPackages = 11;

    private const int FloipSessions = 11;

    /// <summary>What is extracted from the FLOIP sessions of each example.</summary>
    private static readonly string[] OfFloip =
    [
        .. Enumerable.Repeat("Observation", 3),
        "Communication",
        "MeasureReport",
        "MeasureReport",
        "PractitionerRole",
        "Patient", "Person", "Immunization", .. Enumerable.Repeat("Observation", 3),
        "Patient", "Patient", "Encounter", "Encounter", "Condition", "Condition", "DiagnosticReport", "DiagnosticReport", .. Enumerable.Repeat("Observation", 11),
        "Patient", "Encounter", "Immunization",
        "Patient", "Encounter", "Observation", "DiagnosticReport",
    ];

    [Fact]
    public async Task UpOnce_NothingSet_SyncsTheExampleAndThenWritesNothing()
    {
        var result = await MheroProcess.RunAsync("up --once --json");

        Assert.True(result.ExitCode == 0, result.Errors + result.Output);
        Assert.Contains("Seeded 40 Practitioners and 23 contacts", result.Errors, StringComparison.Ordinal);
        Assert.Contains("batches done", result.Errors, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(result.Output);
        var report = json.RootElement;
        // 40 Practitioners: 15 have a contact, 1 has no number, 2 share one, which a contact has; 22 are left.
        Assert.Equal(22, Number(report, "contacts", "created"));
        // 23 contacts: 15 have a Practitioner, 1 has the shared number, 2 are none of ours; 5 are left.
        Assert.Equal(5, Number(report, "practitioners", "created"));
        // Bizimana's name differs, and Aline's contact has but one of the two names with which she registers by text.
        Assert.Equal(2, report.GetProperty("conflicts").GetInt32());
        // Three for the shared number, one for a facility that the registry lacks, and one for Pacifique Irakoze, who registers with a second telephone.
        Assert.Equal(5, report.GetProperty("reviews").GetInt32());
        // The use cases have ten flows, the opt-out has one, and a FLOIP server has a package for each: each has a Questionnaire of mHero's
        // making beside the one it is coded by.
        Assert.Equal(10 + 1 + FloipPackages, Number(report, "questionnaires", "created"));
        // A response for each sample run, for the one who opts out, and for those that the reminder (1) and the broadcast (3)
        // start; those of the two who register new are told who answered once they are known.
        Assert.Equal(32 + 1 + 4 + FloipSessions, Number(report, "questionnaireResponses", "created"));
        Assert.Equal(2, Number(report, "questionnaireResponses", "updated"));
        // What the first example's workers write is in no flow (2), and what is sent: the reminder to the one lead whose
        // facility has not reported, and the flow and the text to three health workers, one of whom cannot be reached by text.
        Assert.Equal(2 + 7, Number(report, "communications", "created"));
        Assert.Equal(
            [("completed", 6), ("not-done", 1)],
            report.GetProperty("messagesByStatus").EnumerateObject().Select(status => (status.Name, status.Value.GetInt32())));
        // One opts out by text, and one is stopped in RapidPro from the beginning.
        Assert.Equal(2, Number(report, "flags", "created"));
        Assert.Equal(
            ExampleFiles.Names.SelectMany(ExampleFiles.Expected).Select(resource => (string)resource["resourceType"]!).Concat(OfFloip).CountBy(type => type).OrderBy(type => type.Key, StringComparer.Ordinal),
            report.GetProperty("extracted").EnumerateObject().Where(type => type.Name != "Provenance")
                .Select(type => KeyValuePair.Create(type.Name, type.Value.GetInt32())).OrderBy(type => type.Key, StringComparer.Ordinal));
        Assert.All(
            ["Practitioner", "PractitionerRole", "Patient", "Person", "Immunization", "Encounter", "Observation", "Condition", "DiagnosticReport", "MeasureReport"],
            type => Assert.True(report.GetProperty("extracted").GetProperty(type).GetInt32() > 0));
        // Every MeasureReport of examples 4 and 5 is in DHIS2.
        Assert.Equal(report.GetProperty("extracted").GetProperty("MeasureReport").GetInt32(), Number(report, "dataValueSets", "created"));
        Assert.Equal(0, Number(report, "dataValueSets", "failed"));
        // A group for each cadre, each cadre in a district and each facility that a worker with a contact has. Who registers by
        // text is not active before a person approved it, and is in none.
        Assert.Equal(36, Number(report, "groups", "created"));
        Assert.Equal(113, Number(report, "groups", "membersAdded"));
        Assert.Equal(0, Number(report, "groups", "membersRemoved"));
        // Whoever joins a group has changed in RapidPro: looked at again, and found to be as it was.
        Assert.True(Number(report, "contacts", "unchanged") > 20);
        Assert.Equal(36, Number(report.GetProperty("secondRound"), "groups", "unchanged"));
        Assert.Equal(0, Number(report.GetProperty("secondRound"), "groups", "membersAdded") + Number(report.GetProperty("secondRound"), "groups", "membersRemoved"));
        Assert.Equal(0, report.GetProperty("deadLetters").GetInt32());
        Assert.True(Number(report, "contacts", "updated") > 0);
        Assert.True(Number(report, "practitioners", "updated") > 0);
        Assert.Equal((FloipPackages, FloipSessions, 75), Read(report.GetProperty("flowResults")));
        Assert.Equal((FloipPackages, 0, 0), Read(report.GetProperty("secondRound").GetProperty("flowResults")));
        Assert.Empty(report.GetProperty("secondRound").GetProperty("messagesByStatus").EnumerateObject());
        Assert.Empty(report.GetProperty("secondRound").GetProperty("extracted").EnumerateObject());
        Assert.Empty(report.GetProperty("secondRound").GetProperty("extractedUpdated").EnumerateObject());
        foreach (var side in new[] { "contacts", "practitioners", "groups", "questionnaires", "questionnaireResponses", "communications", "flags" })
        {
            Assert.Equal(0, Number(report, side, "failed"));
            foreach (var count in new[] { "created", "updated", "failed" })
            {
                Assert.Equal(0, Number(report.GetProperty("secondRound"), side, count));
            }
        }
    }

    [Fact]
    public async Task UpOnce_OwnSystems_SyncsThemAndSeedsNothing()
    {
        await using var fhir = await FhirServerFixture.OpenAsync();
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { Token = "own", Country = "UG", Timezone = "Africa/Kampala" });
        rapidPro.Workspace.AddContact(new SimulatedContact { Name = "Own Contact", Urns = ["tel:+256772000999"] });

        var result = await MheroProcess.RunAsync(
            "up --once",
            ("Mhero__RapidPro__BaseUrl", rapidPro.BaseUrl.ToString()),
            ("Mhero__RapidPro__Token", "own"),
            ("Mhero__Fhir__BaseUrl", fhir.BaseUrl.ToString()),
            ("Mhero__Contacts__NewAssetDelay", "00:00:00"),
            ("Mhero__Contacts__RetryDelay", "00:00:00.500"));

        Assert.True(result.ExitCode == 0, result.Errors + result.Output);
        Assert.Contains("Round 2: nothing was written on either side", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Own Contact", result.Errors + result.Output, StringComparison.Ordinal);
        var contact = Assert.Single(rapidPro.Workspace.Contacts);
        var worker = Assert.Single(await FhirReader.AllAsync<Practitioner>(fhir.BaseUrl));
        Assert.Equal(worker.Id, contact.Fields["globalid"]);
        Assert.Equal("+256772000999", Assert.Single(worker.Telecom).Value);
    }

    private static (int Packages, int Sessions, int Rows) Read(JsonElement report) =>
        (report.GetProperty("packages").GetInt32(), report.GetProperty("sessions").GetInt32(), report.GetProperty("rows").GetInt32());

    private static int Number(JsonElement report, string side, string count) => report.GetProperty(side).GetProperty(count).GetInt32();
}
