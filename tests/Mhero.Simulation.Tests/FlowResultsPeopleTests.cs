using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulation.Tests.Processes;

namespace Mhero.Simulation.Tests;

/// <summary>Who answered a FLOIP session, and sessions that the registry refused.</summary>
public sealed class FlowResultsPeopleTests : IDisposable
{
    private const string Employees = "https://registry.example.org/employee-number";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [ScenarioFact]
    public void ContactsFile_WithReferencesAndIdentifiers_GivesTheSources() => Run(
        scenario =>
        {
            var (byReference, byNumber) = (AddEmployee(scenario, "E-1"), AddEmployee(scenario, "E-2"));
            File.WriteAllText(_file, $"contact,practitioner\ncontact-a,Practitioner/{byReference}\n\"contact-b\",\"{Employees}|e-2\"\ncontact-c,Practitioner/gone\n");
            Add(scenario, "a", "b", "c", "d");

            Assert.True(scenario.Read(SyncKinds.FlowResults));

            Assert.Equal([("a", $"Practitioner/{byReference}"), ("b", $"Practitioner/{byNumber}"), ("c", null), ("d", null)], Sources(scenario));
            Assert.Empty(scenario.DeadLetters);
        },
        ("ContactsFile", _file));

    [ScenarioFact]
    public void ContactsFile_ThatGetsAContactLater_LinksItsEarlierSession() => Run(
        scenario =>
        {
            var worker = AddEmployee(scenario, "E-1");
            Add(scenario, "a");
            scenario.Read(SyncKinds.FlowResults);
            Assert.Equal([("a", null)], Sources(scenario));

            File.WriteAllText(_file, $"contact-a,Practitioner/{worker}\n");
            File.SetLastWriteTimeUtc(_file, DateTime.UnixEpoch.AddDays(1));
            scenario.World.Clock.AdvanceTo(scenario.World.Clock.Now.AddHours(2));
            scenario.Read(SyncKinds.FlowResults);

            Assert.Equal([("a", $"Practitioner/{worker}")], Sources(scenario));
        },
        ("ContactsFile", _file));

    [ScenarioFact]
    public void ContactSystem_SeveralPractitionersWithTheIdentifier_LinksNoneOfThemAndReportsIt() => Run(
        scenario =>
        {
            AddEmployee(scenario, "contact-a");
            AddEmployee(scenario, "contact-a");
            var only = AddEmployee(scenario, "contact-b");
            Add(scenario, "a", "b");

            Assert.True(scenario.Read(SyncKinds.FlowResults));

            Assert.Equal([("a", null), ("b", $"Practitioner/{only}")], Sources(scenario));
            Assert.Equal("sim/contact-a", (string?)scenario.World.Registry.All("QuestionnaireResponse").Single(r => SessionOf(r) == "a")["source"]!["identifier"]!["value"]);
            Assert.Equal(1, Counts(scenario)[SyncCounts.Issues]);
            Assert.Empty(scenario.DeadLetters);
        },
        ("ContactSystem", Employees));

    [ScenarioFact]
    public void DeadLetterOfASession_Replayed_WritesTheSessionWithTheRowsThatCameSince() => Run(
        scenario =>
        {
            Add(scenario, "a", "b");
            scenario.World.Registry.FailEntry = call => System.Text.Encoding.UTF8.GetString(call.Body).Contains("/a\"", StringComparison.Ordinal) ? 422 : null;
            scenario.Read(SyncKinds.FlowResults);
            Assert.Equal([("b", null)], Sources(scenario));
            var letter = Assert.Single(scenario.DeadLetters);

            scenario.World.Registry.FailEntry = null;
            scenario.World.Floip.Add(scenario.World.Clock.Now, "a", "fever", "Yes");
            scenario.ReadAlone(SyncKinds.FlowResults);
            scenario.TakeMessages("runs");
            Assert.True(scenario.Inspector.Services.GetRequiredService<DeadLetterStore>().ReplayAsync(letter.Id).Result);
            scenario.Until(() => scenario.World.AreQueuesEmpty);

            Assert.Equal([("a", null), ("b", null)], Sources(scenario));
            Assert.Equal(["age", "fever"], scenario.World.Registry.All("QuestionnaireResponse").Single(r => SessionOf(r) == "a")["item"]!.AsArray().Select(i => (string)i!["linkId"]!));
            Assert.Empty(scenario.DeadLetters);
        });

    private static void Run(Action<Scenario> test, params (string Name, string Value)[] source) => Scenario.Run(
        scenario =>
        {
            scenario.StopTimers();
            test(scenario);
        },
        WorldPlan.Still([("Mhero:FlowResults:Sources:sim:BaseUrl", FloipSide.Root), .. source.Select(s => ("Mhero:FlowResults:Sources:sim:" + s.Name, s.Value))]));

    private static void Add(Scenario scenario, params string[] sessions)
    {
        foreach (var session in sessions)
        {
            scenario.World.Floip.Add(scenario.World.Clock.Now, session, "age", 30);
        }
    }

    private static string AddEmployee(Scenario scenario, string number) => scenario.World.Registry.Add(new JsonObject
    {
        ["resourceType"] = "Practitioner",
        ["active"] = true,
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = Employees, ["value"] = number }),
    });

    private static IEnumerable<(string Session, string? Source)> Sources(Scenario scenario) =>
        scenario.World.Registry.All("QuestionnaireResponse").Select(r => (SessionOf(r), (string?)r["source"]?["reference"])).Order();

    private static string SessionOf(JsonObject response) => ((string)response["identifier"]!["value"]!).Split('/')[2];

    private static SyncCounts Counts(Scenario scenario) =>
        scenario.Inspector.Services.GetRequiredService<SyncLogStore>().RecentAsync(SyncKinds.FlowResults, 1).Result.Single().Counts;
}
