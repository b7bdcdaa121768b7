using System.Net;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulation.Tests.Processes;

namespace Mhero.Simulation.Tests;

/// <summary>A side refuses everything: nothing is lost, and there is one dead letter and not one for each record.</summary>
public sealed class SelfHealingTests
{
    private const int Records = 40;
    private const string Group = "Health workers";

    [ScenarioFact]
    public void GroupDeletedWhileContactsAreMade_IsMadeAnew_AndEveryContactIsWritten() => Scenario.Run(scenario =>
    {
        scenario.Rest();
        var workers = AddWorkers(scenario);
        DeleteGroup(scenario);

        scenario.Rest();

        Assert.Empty(scenario.DeadLetters);
        Assert.Single(scenario.RapidPro.Groups, g => g.Name == Group);
        Assert.All(workers, w => Assert.Contains(Group, scenario.ContactOf(w).Groups));
    });

    [ScenarioTheory]
    [InlineData(401)]
    [InlineData(422)]
    public void RegistryRefusesEveryWrite_HoldsEverythingBackWithOneDeadLetter_AndGoesOn(int status) => Scenario.Run(
        scenario =>
        {
            scenario.Rest();
            var contacts = Enumerable.Range(0, Records).Select(n => scenario.AddContact("Refused " + n, Number(n)).Uuid).ToList();
            scenario.World.AnswerOf = (what, body) => what.StartsWith("registry POST", StringComparison.Ordinal) && body.Contains("\"Practitioner\"", StringComparison.Ordinal) ? Refusal(status) : null;
            var end = scenario.World.Clock.Now.AddHours(3);

            scenario.Until(() => scenario.World.Clock.Now > end);
            Assert.Equal("MH4050", Assert.Single(scenario.DeadLetters).Code);
            scenario.World.AnswerOf = null;
            scenario.Rest();

            Assert.Empty(scenario.DeadLetters);
            var ids = contacts.ConvertAll(c => scenario.RapidPro.FindByUuid(c)!.Fields.GetValueOrDefault("globalid"));
            Assert.DoesNotContain(null, ids);
            Assert.Equal(contacts.Count, ids.Distinct().Count());
        },
        WorldPlan.Still(("Mhero:Circuit:RecordThreshold", "15")));

    [ScenarioFact]
    public void ContactsAreRefusedForValuesOfTheirOwn_AreDeadLetters_AndTheOthersGoOn() => Scenario.Run(scenario =>
    {
        scenario.Rest();
        var workers = AddWorkers(scenario);
        scenario.World.AnswerOf = (what, body) =>
            what.StartsWith("rapidpro POST /api/v2/contacts.json", StringComparison.Ordinal) && Enumerable.Range(0, Records - 5).Any(n => body.Contains(Number(n)[1..], StringComparison.Ordinal))
                ? new HttpResponseMessage(HttpStatusCode.BadRequest)
                {
                    Content = new StringContent("""{"urns":{"0":["Invalid URN. Ensure phone numbers contain country codes."]} }""", Encoding.UTF8, "application/json"),
                }
                : null;

        scenario.Rest();

        Assert.Equal(Records - 5, scenario.DeadLetters.Count);
        Assert.DoesNotContain(scenario.DeadLetters, d => d.Code == "MH4050");
        Assert.All(workers.Skip(Records - 5), w => Assert.Contains(Group, scenario.ContactOf(w).Groups));
    });

    private static string Number(int n) => string.Create(CultureInfo.InvariantCulture, $"+2507882000{n:00}");

    private static List<string> AddWorkers(Scenario scenario) => [.. Enumerable.Range(0, Records).Select(n => scenario.AddWorker("Heal", "Number" + n, Number(n)))];

    private static HttpResponseMessage Refusal(int status) => new((HttpStatusCode)status)
    {
        Content = new StringContent("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing"}]}""", Encoding.UTF8, "application/fhir+json"),
    };

    private static void DeleteGroup(Scenario scenario)
    {
        var group = scenario.RapidPro.Groups.Single(g => g.Name == Group);
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri($"http://rapidpro.example.org/api/v2/groups.json?uuid={group.Uuid}"));
        request.Headers.Authorization = new("Token", scenario.World.RapidPro.Options.Token);
        Assert.Equal(HttpStatusCode.NoContent, scenario.World.AnswerOfRapidPro(request, []).StatusCode);
    }
}
