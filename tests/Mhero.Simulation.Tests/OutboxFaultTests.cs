using System.Net;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Sync.Engine;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulation.Tests.Processes;

namespace Mhero.Simulation.Tests;

/// <summary>Whatever befalls a POST or the process, each person gets the message once, by RapidPro's own count.</summary>
public sealed class OutboxFaultTests
{
    private const string Text = "A text";
    private const int People = 4;

    public static TheoryData<string> Fates => [.. Enum.GetNames<HttpFault>()];

    [ScenarioTheory]
    [MemberData(nameof(Fates))]
    public void FaultAtThePost_EachPersonGetsItOnce(string outcome) => Scenario.Run(scenario =>
    {
        var workers = Prepare(scenario);
        var met = 0;
        scenario.World.FaultOf = (what, _) => what.StartsWith("rapidpro POST /api/v2/broadcasts", StringComparison.Ordinal) && met++ == 0 ? Enum.Parse<HttpFault>(outcome) : null;

        var requested = scenario.Send(Text, workers);

        Assert.True(met > 0, "The fault was never met.");
        AssertOnce(scenario, workers, requested);
    });

    [ScenarioTheory]
    [MemberData(nameof(Fates))]
    public void FaultAtThePostAndAtTheReadingsAfterIt_EachPersonGetsItOnce(string outcome) => Scenario.Run(scenario =>
    {
        var workers = Prepare(scenario);
        var (posts, reads) = (0, 0);
        scenario.World.FaultOf = (what, _) =>
            what.StartsWith("rapidpro POST /api/v2/broadcasts", StringComparison.Ordinal) && posts++ < 2 ? HttpFault.LostAfter
            : what.StartsWith("rapidpro GET /api/v2/broadcasts", StringComparison.Ordinal) && reads++ < 8 ? Enum.Parse<HttpFault>(outcome)
            : null;

        var requested = scenario.Send(Text, workers);

        Assert.True(posts > 0, "The fault was never met.");
        AssertOnce(scenario, workers, requested);
    });

    /// <summary>Seed 5848: a broadcast whose answer was lost was not among those after the claim, by the clock of an instance that was ahead.</summary>
    [ScenarioTheory]
    [InlineData(-10)]
    [InlineData(10)]
    public void LostAnswerAndClockOfRapidProIsWrong_EachPersonGetsItOnce(int minutes) => Scenario.Run(
        scenario =>
        {
            var workers = Prepare(scenario);
            var posts = 0;
            scenario.World.FaultOf = (what, _) => what.StartsWith("rapidpro POST /api/v2/broadcasts", StringComparison.Ordinal) && posts++ == 0 ? HttpFault.LostAfter : null;

            var requested = scenario.Send(Text, workers);

            Assert.True(posts > 0, "The fault was never met.");
            AssertOnce(scenario, workers, requested);
        },
        WorldPlan.Still() with { RapidProClock = TimeSpan.FromMinutes(minutes) });

    [ScenarioTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void ProcessDies_AtAnOperation_EachPersonGetsItOnce(bool afterIt)
    {
        var steps = 0;
        for (var at = 1; at <= steps || at == 1; at += DeathInterval.Value)
        {
            var seen = 0;
            Scenario.Run(scenario =>
            {
                var workers = Prepare(scenario);
                scenario.World.DiesAt = _ => ++seen == at ? afterIt : null;

                var requested = scenario.Send(Text, workers);

                AssertOnce(scenario, workers, requested, string.Create(CultureInfo.InvariantCulture, $"operation {at}"));
            });

            // The first world that goes on without a further death tells how many operations there are.
            steps = Math.Max(steps, Math.Min(seen, 250));
        }

        Assert.InRange(steps, 20, 250);
    }

    [ScenarioFact]
    public void DeletedContact_TheOthersGetIt() => Scenario.Run(scenario =>
    {
        var workers = Prepare(scenario);
        var deleted = scenario.ContactOf(workers[2]);
        scenario.RapidPro.Edit(deleted.Uuid, c => c with { Deleted = true });

        scenario.Send(Text, workers);

        var counts = scenario.RapidPro.CountMessages(Text);
        Assert.Equal(People - 1, counts.Count);
        Assert.All(counts.Values, n => Assert.Equal(1, n));
    });

    /// <summary>
    /// Seed 923: two workers share the number of a contact that is linked to neither. The ledger has the number of one of them, the contact sync links the
    /// contact to that one before the message goes, and the contact got the message once for each.
    /// </summary>
    [ScenarioTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void TwoWorkersWithTheNumberOfAnUnlinkedContact_TheContactGetsItOnce(bool isKnownOneFirst) => Scenario.Run(scenario =>
    {
        const string Number = "+250788100009";
        scenario.Rest();
        scenario.StopTimers();
        var contact = scenario.AddContact("Dan New", Number);
        scenario.ReadAlone(SyncKinds.Contacts);
        var known = scenario.AddWorker("Ann", "Known", Number);
        scenario.ReadAlone(SyncKinds.Registry);
        var late = scenario.TakeMessages("contacts");
        var unread = scenario.AddWorker("Bob", "Unread", Number);
        scenario.World.At(TimeSpan.FromSeconds(5), "the contacts go on", () => scenario.PutMessages("contacts", late));

        scenario.Send(Text, isKnownOneFirst ? [known, unread] : [unread, known]);

        Assert.NotEmpty(late);
        Assert.Equal(1, scenario.RapidPro.CountMessages(Text)[contact.Uuid]);
    });

    /// <summary>Seed 875: RapidPro refuses a broadcast for one recipient, and the connection breaks within the refusal, so that it does not name that one.</summary>
    [ScenarioFact]
    public void DeletedContactAndTheRefusalIsCut_TheOthersGetIt() => Scenario.Run(scenario =>
    {
        var workers = Prepare(scenario);
        var deleted = scenario.ContactOf(workers[2]);
        scenario.RapidPro.Edit(deleted.Uuid, c => c with { Deleted = true });
        var met = 0;
        scenario.World.FaultOf = (what, _) => what.StartsWith("rapidpro POST /api/v2/broadcasts", StringComparison.Ordinal) && met++ == 0 ? HttpFault.CutBody : null;

        scenario.Send(Text, workers);

        Assert.True(met > 1, "The broadcast was not sent again.");
        Assert.Empty(scenario.DeadLetters);
        var counts = scenario.RapidPro.CountMessages(Text);
        Assert.Equal(People - 1, counts.Count);
        Assert.All(counts.Values, n => Assert.Equal(1, n));
    });

    /// <summary>Seed 875: the request is complete when its last chunk was refused, and the replay of that chunk's dead letter sends it all the same.</summary>
    [ScenarioFact]
    public void RefusedChunkOfACompleteRequest_Replayed_EachPersonGetsItOnce() => Scenario.Run(scenario =>
    {
        var workers = Prepare(scenario);
        scenario.World.AnswerOf = (what, _) => what.StartsWith("rapidpro POST /api/v2/broadcasts", StringComparison.Ordinal)
            ? new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("""{"text":["It is not allowed."]}""", Encoding.UTF8, "application/json") }
            : null;
        var requested = scenario.Send(Text, workers);
        Assert.NotEmpty(scenario.DeadLetters);
        Assert.Empty(scenario.RapidPro.CountMessages(Text));

        scenario.World.AnswerOf = null;
        Assert.All(scenario.DeadLetters, letter => Assert.True(scenario.Inspector.Services.GetRequiredService<DeadLetterStore>().ReplayAsync(letter.Id).Result));
        scenario.Until(() => scenario.World.AreQueuesEmpty);

        AssertOnce(scenario, workers, requested);
    });

    private static List<string> Prepare(Scenario scenario)
    {
        var workers = Enumerable.Range(0, People).Select(n => scenario.AddWorker("Given", string.Create(CultureInfo.InvariantCulture, $"Family{n}"), string.Create(CultureInfo.InvariantCulture, $"+25078810000{n}"))).ToList();
        scenario.Rest();
        scenario.StopTimers();
        return workers;
    }

    private static void AssertOnce(Scenario scenario, List<string> workers, RequestedText requested, string? when = null)
    {
        var contacts = workers.Select(w => scenario.ContactOf(w).Uuid).Order();
        var counts = scenario.RapidPro.CountMessages(Text);
        Assert.True(contacts.SequenceEqual(counts.Keys.Order()) && counts.Values.All(n => n == 1), $"{when}: {string.Join(", ", counts.Values)} messages of {counts.Count} contacts");
        Assert.Empty(scenario.DeadLetters);
        var progress = scenario.Inspector.Services.GetRequiredService<MessageRequests>().FindAsync(requested.Id!.Value).Result!;
        Assert.Equal(RequestState.Completed, progress.State);
        Assert.Equal(People, scenario.World.Registry.All("Communication").Select(c => (string?)c["identifier"]?[0]?["value"]).Distinct().Count());
        Assert.Equal(People, scenario.World.Registry.All("Communication").Count);
    }
}
