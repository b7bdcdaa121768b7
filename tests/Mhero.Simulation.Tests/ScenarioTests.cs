using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulation.Tests.Processes;
using Mhero.Simulator;

namespace Mhero.Simulation.Tests;

/// <summary>What seeds turned up, each as the shortest world that shows it.</summary>
public sealed class ScenarioTests
{
    private const string First = "+250788100001";
    private const string Second = "+250788100002";
    private const string Third = "+250788100003";
    private const string OptedOut = "Opted out";

    /// <summary>Seeds 7, 21, 45, 50, 53 of the first version.</summary>
    [ScenarioFact]
    public void WorkerGetsANumberThatAnotherContactOwns_TheReviewStaysUntilTheNumberIsFree() => Scenario.Run(scenario =>
    {
        var owner = scenario.AddWorker("Ann", "Owner", First);
        var other = scenario.AddWorker("Ben", "Other", Second);
        scenario.Rest();

        scenario.Renumber(other, First);
        scenario.Rest();
        scenario.Rest();

        var review = Assert.Single(scenario.Reviews);
        Assert.Equal((SyncCodes.NumberOfAnother, $"Practitioner/{other}"), (review.Code, review.Subject));
        Assert.Equal(["tel:" + First], scenario.ContactOf(owner).Urns);

        scenario.Renumber(owner, Third);
        scenario.Rest();
        scenario.Rest();

        Assert.Empty(scenario.Reviews);
        Assert.Equal(["tel:" + Third], scenario.ContactOf(owner).Urns);
        Assert.Equal(["tel:" + First], scenario.ContactOf(other).Urns);
    });

    /// <summary>
    /// Seed 1031: a worker is made from a contact, the process dies before the ledger has the worker, and another worker, whose item comes late, has got the
    /// contact's number by then. Both workers named the contact.
    /// </summary>
    [ScenarioFact]
    public void WorkerOfANewContactIsNotInTheLedgerWhenAnotherWorkerGetsItsNumber_TheContactKeepsItsWorker() => Scenario.Run(scenario =>
    {
        scenario.Rest();
        scenario.StopTimers();
        var other = scenario.AddWorker("Ann", "Other", First);
        scenario.ReadAlone(SyncKinds.Registry);
        var late = scenario.TakeMessages("contacts");
        var contact = scenario.AddContact("Dan New", Second);
        var isDead = false;
        scenario.World.DiesAt = step => !isDead && step.What.StartsWith($"rapidpro POST /api/v2/contacts.json?uuid={contact.Uuid}", StringComparison.Ordinal) ? (isDead = true) : null;
        scenario.ReadAlone(SyncKinds.Contacts);
        scenario.Until(() => isDead);
        var made = scenario.ContactLinks().Single(l => l.Contact == contact.Uuid.ToString()).Worker;

        scenario.Renumber(other, Second);
        scenario.Renumber(made, First);
        var later = scenario.World.Clock.Now + TimeSpan.FromMinutes(7);
        scenario.World.At(TimeSpan.FromMinutes(7), "the claim ended", () => { });
        scenario.Until(() => scenario.World.Clock.Now >= later);
        scenario.PutMessages("contacts", late);
        scenario.Until(() => scenario.World.AreQueuesEmpty);

        Assert.NotEmpty(late);
        Assert.Equal([made], scenario.ContactLinks().Where(l => l.Contact == contact.Uuid.ToString()).Select(l => l.Worker));
        Assert.Equal(made, scenario.RapidPro.FindByUuid(contact.Uuid)!.Fields["globalid"]);
    });

    /// <summary>
    /// Seed 41: a worker is made from a contact, the contact cannot be given the worker's id because RapidPro's quota is at its end, and another worker
    /// gets the contact's number before the contact is tried again. Both workers named the contact.
    /// </summary>
    [ScenarioTheory]
    [InlineData(nameof(HttpFault.Throttled), MheroSystems.ContactUuid)]
    [InlineData(nameof(HttpFault.FailBefore), MheroSystems.ContactUuid)]
    [InlineData(nameof(HttpFault.Throttled), "http://example.org/second-workspace/contact-uuid")]
    public void WorkerOfANewContactIsNotLinkedYetWhenAnotherWorkerGetsItsNumber_TheContactKeepsItsWorker(string fault, string linkSystem) => Scenario.Run(
        scenario =>
        {
            scenario.Rest();
            scenario.StopTimers();
            var contact = scenario.AddContact("Dan New", Second);
            var links = 0;
            scenario.World.FaultOf = (what, _) => what.StartsWith($"rapidpro POST /api/v2/contacts.json?uuid={contact.Uuid}", StringComparison.Ordinal) && links++ >= 0 ? Enum.Parse<HttpFault>(fault) : null;
            scenario.ReadAlone(SyncKinds.Contacts);
            scenario.Until(() => links > 0);
            scenario.World.Delivers = false;
            IReadOnlyList<string> waiting = [];
            scenario.Until(() => (waiting = scenario.TakeMessages("contacts")).Count > 0);
            var made = scenario.ContactLinks().Single(l => l.Contact == contact.Uuid.ToString()).Worker;

            scenario.World.FaultOf = null;
            scenario.World.Delivers = true;
            scenario.AddWorker("Ann", "Other", Second);
            scenario.Read(SyncKinds.Registry);
            scenario.PutMessages("contacts", waiting);
            scenario.Until(() => scenario.World.AreQueuesEmpty);

            Assert.True(links > 0, "The fault was never met.");
            Assert.Equal([made], scenario.ContactLinks().Where(l => l.Contact == contact.Uuid.ToString()).Select(l => l.Worker));
            Assert.Equal(made, scenario.RapidPro.FindByUuid(contact.Uuid)!.Fields["globalid"]);
        },
        WorldPlan.Still(("Mhero:Contacts:LinkSystem", linkSystem)));

    /// <summary>Seeds 72, 74, 99, 141 and others: an item that was delivered late made a link to a contact that was deleted in the meantime.</summary>
    [ScenarioFact]
    public void ContactIsDeletedWhileItsItemWaits_TheWorkerGetsAnotherContact_AndNoDeadLetterRemains() => Scenario.Run(scenario =>
    {
        var worker = scenario.AddWorker("Ann", "Owner", First);
        scenario.Rest();
        var deleted = scenario.ContactOf(worker);
        scenario.RapidPro.Edit(deleted.Uuid, c => c with { Name = "Ann Changed" });
        scenario.StopTimers();
        scenario.ReadAlone(SyncKinds.Contacts);
        var late = scenario.TakeMessages("contacts");
        scenario.RapidPro.Edit(deleted.Uuid, c => c with { Deleted = true });
        scenario.Read(SyncKinds.Contacts);
        scenario.PutMessages("contacts", late);

        scenario.Read(SyncKinds.Contacts);
        scenario.Read(SyncKinds.Registry);

        Assert.NotEmpty(late);
        Assert.Empty(scenario.Reviews);
        var contact = scenario.ContactOf(worker);
        Assert.NotEqual(deleted.Uuid, contact.Uuid);
        Assert.Equal(contact.Uuid.ToString(), (string?)scenario.Worker(worker)["identifier"]![0]!["value"]);
        Assert.Empty(scenario.DeadLetters);
        scenario.RapidPro.Edit(contact.Uuid, c => c with { Name = "Ann Again" });
        scenario.Read(SyncKinds.Contacts);
        Assert.Equal("Again", (string?)scenario.Worker(worker)["name"]![0]!["family"]);
        Assert.Single(scenario.World.Registry.All("Practitioner"));
    });

    /// <summary>
    /// Seed 909: the worker had the link in the registry, RapidPro refused the write of the contact since it had just been deleted, and the deletion
    /// found no link in the ledger.
    /// </summary>
    [ScenarioTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void ContactIsDeletedBeforeItsLinkIsWritten_NoWorkerNamesIt(bool hasWorker) => Scenario.Run(scenario =>
    {
        scenario.Rest();
        scenario.StopTimers();
        var contact = scenario.AddContact("Dan New", Second);
        if (hasWorker)
        {
            scenario.AddWorker("Dan", "New", Second);
        }

        var isMet = false;
        scenario.World.FaultOf = (what, _) =>
        {
            if (!isMet && what.StartsWith($"rapidpro POST /api/v2/contacts.json?uuid={contact.Uuid}", StringComparison.Ordinal))
            {
                isMet = true;
                scenario.RapidPro.Edit(contact.Uuid, c => c with { Deleted = true });
            }

            return null;
        };
        scenario.ReadAlone(SyncKinds.Contacts);
        scenario.ReadAlone(SyncKinds.Registry);
        scenario.Until(() => isMet && scenario.World.AreQueuesEmpty);
        scenario.Read(SyncKinds.Contacts);

        Assert.True(isMet, "The contact was not written.");
        Assert.DoesNotContain(scenario.ContactLinks(), l => l.Contact == contact.Uuid.ToString());
    });

    /// <summary>Seed 1002: while the worker was inactive its contact got a second number, which never reached the registry.</summary>
    [ScenarioFact]
    public void ContactGetsANumberWhileItsWorkerIsInactive_TheRegistryHasItOnceTheWorkerIsActive() => Scenario.Run(scenario =>
    {
        var worker = scenario.AddWorker("Ann", "Owner", First);
        scenario.Rest();
        scenario.Activate(worker, false);
        scenario.Rest();
        scenario.RapidPro.Edit(scenario.ContactOf(worker).Uuid, c => c with { Urns = [.. c.Urns, "tel:" + Second] });
        scenario.Rest();

        Assert.Equal([First], scenario.NumbersOf(worker));
        scenario.Activate(worker, true);
        scenario.Rest();

        Assert.Equal([First, Second], scenario.NumbersOf(worker));
        Assert.Equal(["tel:" + First, "tel:" + Second], scenario.ContactOf(worker).Urns);
    });

    /// <summary>Seed 80: the contact was linked while its worker was inactive, and was blocked when the worker became active.</summary>
    [ScenarioTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void ContactWithTwoNumbersIsLinkedToAnInactiveWorker_TheRegistryHasBothOnceTheWorkerIsActive(bool isBlocked) => Scenario.Run(scenario =>
    {
        var worker = scenario.AddWorker("Ann", "Owner", First);
        scenario.Activate(worker, false);
        var contact = scenario.RapidPro.AddContact(new SimulatedContact { Name = "Ann Owner", Urns = ["tel:" + First, "tel:" + Second] }).Uuid;
        scenario.Rest();
        void Set(string status)
        {
            scenario.RapidPro.Edit(contact, c => c with { Status = status });
            scenario.Rest();
        }

        if (isBlocked)
        {
            Set("blocked");
        }

        scenario.Activate(worker, true);
        scenario.Rest();
        Set("active");

        Assert.Equal([First, Second], scenario.NumbersOf(worker));
        Assert.Equal(["tel:" + First, "tel:" + Second], scenario.ContactOf(worker).Urns);
    });

    [ScenarioFact]
    public void PageShowsAContactTwiceAndANull_TheContactIsReadOnce() => Scenario.Run(scenario =>
    {
        scenario.Rest();
        scenario.StopTimers();
        var contact = scenario.AddContact("Ann Owner", First);
        var answers = 0;
        scenario.World.AnswerOf = (what, _) => what.StartsWith("rapidpro GET /api/v2/contacts.json", StringComparison.Ordinal) && !what.Contains("deleted", StringComparison.Ordinal) && answers++ == 0
            ? new HttpResponseMessage { Content = new StringContent($$"""{"next":null,"results":[{{Row("Ann Old", 1)}},null,{{Row("Ann Owner", 2)}}]}""") }
            : null;

        Assert.True(scenario.Read(SyncKinds.Contacts));

        scenario.World.AnswerOf = null;
        Assert.True(answers > 0, "The page was never read.");
        Assert.Equal("Owner", (string?)Assert.Single(scenario.World.Registry.All("Practitioner"))["name"]![0]!["family"]);
        Assert.Empty(scenario.DeadLetters);

        string Row(string name, int second) => $$"""
            {"uuid":"{{contact.Uuid}}","name":"{{name}}","status":"active","language":null,"urns":["tel:{{First}}"],"groups":[],"fields":{},"created_on":"2026-03-02T06:00:00Z","modified_on":"2026-03-02T06:59:0{{second}}Z"}
            """;
    });

    [ScenarioFact]
    public void ContactClaimedByTwoBatches_TheSecondIsLeftForLater() => Scenario.Run(scenario =>
    {
        scenario.StopTimers();
        var contact = scenario.AddContact("Ann Owner", First);
        scenario.ReadAlone(SyncKinds.Contacts);
        var services = scenario.Inspector.Services;
        var ledger = services.GetRequiredService<ContactLedger>();
        var claims = services.GetRequiredService<PairClaims>();
        var row = ledger.FindContactsAsync([contact.Uuid], CancellationToken.None).Result[contact.Uuid];
        Pair Of(string? worker) => new(new ContactItem { Worker = worker }) { Contact = row.Row.Contact, ContactRow = row, Plan = new PairPlan { Registry = new(), Action = ContactActions.Add } };
        var (made, linked) = (Of(null), Of("Practitioner/1"));

        claims.ClaimAsync([made], CancellationToken.None).Wait();
        claims.ClaimAsync([linked], CancellationToken.None).Wait();

        Assert.True(made is { IsOpen: true, ContactClaimed: true });
        Assert.Equal((false, SyncCodes.Overtaken), (linked.IsOpen, linked.Code));
        var later = Of("Practitioner/2");
        later.ContactRow = ledger.FindContactsAsync([contact.Uuid], CancellationToken.None).Result[contact.Uuid];
        claims.SkipClaimed([later]);
        Assert.False(later.IsOpen);
    });

    /// <summary>Seed 227: a contact that left the group of those who opted out right after mHero had put it there kept its Flag for good.</summary>
    [ScenarioFact]
    public void ContactLeavesTheOptOutGroupAtOnce_TheFlagIsEnded() => Scenario.Run(scenario =>
    {
        var worker = scenario.AddWorker("Ann", "Owner", First);
        scenario.Rest();
        scenario.World.Registry.Add(new JsonObject
        {
            ["resourceType"] = "Flag",
            ["status"] = "active",
            ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = MheroSystems.Tags, ["code"] = MheroSystems.OptedOutTag }) },
            ["subject"] = new JsonObject { ["reference"] = $"Practitioner/{worker}" },
        });
        scenario.Until(() => scenario.ContactOf(worker).Groups.Contains(OptedOut));

        scenario.RapidPro.Edit(scenario.ContactOf(worker).Uuid, c => c with { Groups = [.. c.Groups.Where(g => g != OptedOut)] });
        scenario.Rest();
        scenario.Rest();

        Assert.DoesNotContain(OptedOut, scenario.ContactOf(worker).Groups);
        Assert.Equal("inactive", (string?)Assert.Single(scenario.World.Registry.All("Flag"))["status"]);
    });
}
