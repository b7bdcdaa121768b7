using Mhero.Core;
using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Engine;
using Mhero.Simulation.Tests.Processes;

namespace Mhero.Simulation.Tests.Bulk;

/// <summary>Contacts that come into RapidPro by its import: whatever a person does with the files, nothing is lost and nothing doubled.</summary>
public sealed class BulkLoadTests
{
    private const int Workers = 40;

    [ScenarioFact]
    public void Imported_EveryWorkerIsLinkedAndNoContactIsWrittenByTheApi() => BulkWorld.Run(world =>
    {
        world.ReadBoth();
        var workers = Seed(world);
        var load = world.Plan();
        var writes = world.Count("POST", "contacts");
        var actions = world.Count("POST", "contact_actions");

        world.Import();
        world.Settle();
        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal((BulkLoadStates.Waiting, Workers), (load.State, load.Rows));
        AssertLinked(world, workers);
        Assert.Equal((BulkLoadStates.Ended, BulkLoadStates.Imported), (world.Load.State, world.Load.Outcome));
        Assert.Equal(0, writes());
        Assert.Equal(1, actions());
        Assert.All(world.RapidPro.Contacts, c => Assert.Contains("Health workers", c.Groups));
        Assert.Empty(world.Scenario.Reviews);
        Assert.Empty(world.Scenario.DeadLetters);
    });

    [ScenarioFact]
    public void NeverImported_TheContactsAreWrittenOneByOneAfterTheTime() => BulkWorld.Run(
        world =>
        {
            world.ReadBoth();
            var workers = Seed(world);
            world.Plan();
            world.Settle();

            Assert.Empty(world.RapidPro.Contacts);
            world.Pass(TimeSpan.FromMinutes(31));
            world.Settle();

            Assert.Equal((BulkLoadStates.Ended, BulkLoadStates.Expired), (world.Load.State, world.Load.Outcome));
            AssertLinked(world, workers);
        },
        ("Mhero:BulkLoad:HoldFor", "00:30:00"));

    [ScenarioFact]
    public void Released_TheContactsAreWrittenOneByOne() => BulkWorld.Run(world =>
    {
        world.ReadBoth();
        var workers = Seed(world);
        world.Plan();

        world.Release();
        world.Settle();

        Assert.Equal(BulkLoadStates.Released, world.Load.Outcome);
        AssertLinked(world, workers);
    });

    [ScenarioFact]
    public void ImportedAfterTheRelease_NothingIsDoubledAndTheNewerValuesStay() => BulkWorld.Run(world =>
    {
        world.ReadBoth();
        var workers = Seed(world);
        world.Plan();
        var file = world.File(1);
        world.Release();
        world.Settle();
        Rename(world, workers[0], "Newer");
        world.Settle();

        world.RapidPro.ImportContacts(file);
        world.Settle();

        AssertLinked(world, workers);
        Assert.Equal("Newer Number0", world.Scenario.ContactOf(workers[0]).Name);
        Assert.Equal("Newer", GivenOf(world, workers[0]));
        Assert.Empty(world.Scenario.Reviews);
    });

    [ScenarioFact]
    public void ImportedTwice_NothingIsDoubledAndTheNewerValuesStay() => BulkWorld.Run(world =>
    {
        world.ReadBoth();
        var workers = Seed(world);
        world.Plan();
        var file = world.File(1);
        world.Import();
        Rename(world, workers[0], "Newer");
        world.Settle();
        Assert.Equal("Newer Number0", world.Scenario.ContactOf(workers[0]).Name);

        world.RapidPro.ImportContacts(file);
        world.Settle();

        AssertLinked(world, workers);
        Assert.Equal("Newer Number0", world.Scenario.ContactOf(workers[0]).Name);
        Assert.Equal("Newer", GivenOf(world, workers[0]));
    });

    [ScenarioFact]
    public void ImportedInPart_TheRestIsWrittenOneByOneWhenTheImportHasSettled() => BulkWorld.Run(
        world =>
        {
            world.ReadBoth();
            var workers = Seed(world);
            world.Plan();
            var writes = world.Count("POST", "contacts");

            world.Import(file => string.Join("\r\n", file.Split("\r\n").Take(11)));
            world.Settle();
            Assert.Equal(10, world.RapidPro.Contacts.Count);
            Assert.Equal(Workers - 10, world.Load.Open);
            world.Pass(TimeSpan.FromMinutes(11));
            world.Settle();

            Assert.Equal(BulkLoadStates.Settled, world.Load.Outcome);
            Assert.Equal(Workers - 10, writes());
            AssertLinked(world, workers);
        },
        ("Mhero:BulkLoad:SettleAfter", "00:10:00"));

    [ScenarioFact]
    public void EditedByHand_TheEditReachesTheRegistryAsAChangeInRapidPro() => BulkWorld.Run(world =>
    {
        world.ReadBoth();
        var workers = Seed(world);
        world.Plan();

        world.Import(file => file.Replace("Bulk Number3,", "Edited Number3,", StringComparison.Ordinal));
        world.Settle();

        AssertLinked(world, workers);
        Assert.Equal("Edited Number3", world.Scenario.ContactOf(workers[3]).Name);
        Assert.Equal("Edited", GivenOf(world, workers[3]));
    });

    [ScenarioFact]
    public void WithoutTheLinkColumns_TheContactsAreFoundByTheirNumbers() => BulkWorld.Run(world =>
    {
        world.ReadBoth();
        var workers = Seed(world);
        world.Plan();

        world.Settle();

        world.Import(file => file.Replace("Field:globalid", "Ignored", StringComparison.Ordinal).Replace("Field:mheroentitytype", "Ignored too", StringComparison.Ordinal));
        world.Settle();

        AssertLinked(world, workers);
    });

    [ScenarioFact]
    public void WorkerChangedAfterTheFile_TheNewerValueIsWritten() => BulkWorld.Run(
        world =>
        {
            world.ReadBoth();
            var workers = Seed(world);
            world.Plan();
            Rename(world, workers[1], "Newer");
            world.Scenario.Renumber(workers[2], Number(900));
            world.Settle();
            Assert.Empty(world.RapidPro.Contacts);

            world.Import();
            world.Settle();
            world.Settle();

            AssertLinked(world, workers);
            Assert.Equal("Newer Number1", world.Scenario.ContactOf(workers[1]).Name);
            Assert.Equal("Newer", GivenOf(world, workers[1]));
            Assert.Equal(["tel:" + Number(900)], world.Scenario.ContactOf(workers[2]).Urns);
            Assert.Equal([Number(900)], world.Scenario.NumbersOf(workers[2]));
        },
        ("Mhero:Contacts:Conflicts", "RapidProWins"));

    [ScenarioFact]
    public void NumberTakenMeanwhile_TheOtherContactIsRestoredAndTheNumberBecomesAReview() => BulkWorld.Run(world =>
    {
        var other = world.Scenario.AddWorker("Zoe", "Other", Number(800));
        world.ReadBoth();
        world.Settle();
        var workers = Seed(world);
        world.Plan();

        // A person in RapidPro gives the number of a row to the contact of another worker.
        var contact = world.Scenario.ContactOf(other);
        world.RapidPro.Edit(contact.Uuid, c => c with { Urns = [.. c.Urns, "tel:" + Number(5)] });
        world.Settle();
        world.Import();
        world.Settle();
        world.Release();
        world.Settle();

        Assert.Equal("Zoe Other", world.RapidPro.FindByUuid(contact.Uuid)!.Name);
        Assert.Equal(other, world.RapidPro.FindByUuid(contact.Uuid)!.Fields["globalid"]);
        Assert.Equal("Zoe", GivenOf(world, other));
        AssertLinked(world, [.. workers.Where(w => w != workers[5])]);
        Assert.Contains(world.Scenario.Reviews, r => r.Code == SyncCodes.NumberOfAnother && r.Subject == $"Practitioner/{workers[5]}");
    });

    [ScenarioFact]
    public void MassChange_ComesByTheImportAndNothingElseIsWritten() => BulkWorld.Run(world =>
    {
        world.ReadBoth();
        var workers = Seed(world);
        world.Plan();
        world.Import();
        world.Settle();
        world.Pass(TimeSpan.FromMinutes(5));

        workers.ForEach(w => Rename(world, w, "Changed"));
        var second = world.Plan();
        world.Settle();
        Assert.All(world.RapidPro.Contacts, c => Assert.StartsWith("Bulk", c.Name, StringComparison.Ordinal));
        var writes = world.Count("POST", "contacts");
        world.Import();
        world.Settle();
        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal((BulkLoadStates.Waiting, Workers), (second.State, second.Rows));
        Assert.Equal(BulkLoadStates.Imported, world.Load.Outcome);
        AssertLinked(world, workers);
        Assert.All(world.RapidPro.Contacts, c => Assert.StartsWith("Changed", c.Name, StringComparison.Ordinal));
        Assert.Equal(0, writes());
    });

    [ScenarioFact]
    public void ContactOfTheFileDeletedMeanwhile_TheWorkerGetsANewContact() => BulkWorld.Run(world =>
    {
        world.ReadBoth();
        var workers = Seed(world);
        world.Scenario.Read(SyncKinds.Registry);
        world.Settle();
        workers.ForEach(w => Rename(world, w, "Changed"));
        world.Plan();
        var gone = world.Scenario.ContactOf(workers[7]);
        world.RapidPro.Edit(gone.Uuid, c => c with { Deleted = true });
        world.Settle();

        world.Import();
        world.Settle();

        AssertLinked(world, workers);
        Assert.NotEqual(gone.Uuid, world.Scenario.ContactOf(workers[7]).Uuid);
        Assert.All(world.RapidPro.Contacts, c => Assert.StartsWith("Changed", c.Name, StringComparison.Ordinal));
    });

    [ScenarioFact]
    public void TwoWorkersWithOneNumber_OneIsInTheFileAndTheOtherBecomesAReview() => BulkWorld.Run(world =>
    {
        world.ReadBoth();
        var workers = Seed(world);
        var twin = world.Scenario.AddWorker("Shared", "Number", Number(4));
        var load = world.Plan();
        Assert.Equal(Workers, load.Rows);

        world.Import();
        world.Settle();
        world.Release();
        world.Settle();

        Assert.Equal(Workers, world.RapidPro.Contacts.Count);
        Assert.Equal(Workers - 1, world.Scenario.ContactLinks().Count(l => workers.Contains(l.Worker) && l.Worker != workers[4]));
        Assert.Contains(world.Scenario.Reviews, r => r.Code == SyncCodes.NumberOfAnother && (r.Subject == $"Practitioner/{twin}" || r.Subject == $"Practitioner/{workers[4]}"));
    });

    [ScenarioFact]
    public void BelowTheThreshold_ThereAreNoFilesAndTheSyncWrites() => BulkWorld.Run(
        world =>
        {
            world.ReadBoth();
            var workers = Seed(world);

            var load = world.Plan();
            world.Settle();

            Assert.Equal((BulkLoadStates.Ended, BulkLoadStates.BelowThreshold), (load.State, load.Outcome));
            AssertLinked(world, workers);
        },
        ("Mhero:BulkLoad:Threshold", "41"));

    [ScenarioFact]
    public void Files_HaveAtMostTheRowsOfTheSettingAndNoNumberTwice() => BulkWorld.Run(
        world =>
        {
            world.ReadBoth();
            Seed(world);

            var load = world.Plan();

            Assert.Equal([("contacts-001.csv", 15), ("contacts-002.csv", 15), ("contacts-003.csv", 10)], load.Files.Select(f => (f.Name, f.Rows)));
            var lines = load.Files.SelectMany(f => world.File(f.Number).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)).ToList();
            Assert.Equal(Workers, lines.Distinct().Count());
            Assert.Equal(world.File(1), world.File(1));
            Assert.All(load.Files, f => Assert.Contains(f.Name, world.Instructions(), StringComparison.Ordinal));
            world.Import();
            Assert.Equal(Workers, world.RapidPro.Contacts.Count);
        },
        ("Mhero:BulkLoad:RowsPerFile", "15"));

    private static List<string> Seed(BulkWorld world) =>
        [.. Enumerable.Range(0, Workers).Select(i => world.Scenario.AddWorker("Bulk", "Number" + i, Number(i)))];

    // Sample numbers do not follow each other: 250 that do make RapidPro flag a workspace.
    private static string Number(int i) => string.Create(CultureInfo.InvariantCulture, $"+25078{8200000 + (i * 7)}");

    private static void Rename(BulkWorld world, string worker, string given) =>
        world.Scenario.World.Registry.Edit("Practitioner", worker, w => w["name"]![0]!["given"] = new System.Text.Json.Nodes.JsonArray(given));

    private static string GivenOf(BulkWorld world, string worker) => (string)world.Scenario.Worker(worker)["name"]![0]!["given"]![0]!;

    private static void AssertLinked(BulkWorld world, IReadOnlyList<string> workers)
    {
        var links = world.Scenario.ContactLinks().ToDictionary(l => l.Worker, l => l.Contact);
        Assert.All(workers, w => Assert.Equal(world.Scenario.ContactOf(w).Uuid.ToString(), links.GetValueOrDefault(w)));
    }
}
