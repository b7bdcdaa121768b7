using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Polling;
using Mhero.Core.Sync.Groups.Rules;
using Mhero.Core.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mhero.Core.Tests.Sync.Groups;

public sealed class WorkerEvaluationTests
{
    private const string People = """
        {"resourceType":"Bundle","type":"searchset","entry":[
          {"resource":{"resourceType":"Practitioner","id":"faulty"}},
          {"resource":{"resourceType":"Practitioner","id":"sound"}}]}
        """;

    private const string Roles = """
        {"resourceType":"Bundle","type":"searchset","entry":[
          {"resource":{"resourceType":"PractitionerRole","id":"r1","practitioner":{"reference":"Practitioner/faulty"},"active":"surely","code":[{"coding":[{"code":"nurse"}]}]}},
          {"resource":{"resourceType":"PractitionerRole","id":"r2","practitioner":{"reference":"Practitioner/sound"},"period":{"end":"2027-01-31"}}}]}
        """;

    [Fact]
    public async Task Evaluate_RulesThrowForOneWorker_KeepsItsRowAndEvaluatesTheOthers()
    {
        using var app = new MemoryApp(request => AnsweringHandler.Fhir(request.RequestUri!.AbsolutePath.Contains("PractitionerRole", StringComparison.Ordinal) ? Roles : People));
        var rule = new GroupRule { Name = "All {cadre}s" };
        var rules = new GroupRules(new GroupSyncOptions { Rules = { ["cadres"] = rule } }, new ContactMappingOptions { DefaultRegion = "RW" });
        var ledger = app.Get<GroupLedger>();
        var before = new WorkerGroupsRow { Wanted = ["rule|cadres|midwife"] };
        await ledger.Workers.ChangeAsync(["Practitioner/faulty"], (_, _) => before, CancellationToken.None);

        // No record that a server can send is known to make the rules throw; this does, for workers with a cadre.
        rule.Name = null!;
        var store = new GroupStore([], []);
        var work = new PendingGroupChanges(store);
        await new WorkerEvaluation(app.Get<FhirGateway>(), ledger, app.Get<PlaceCache>(), rules, app.Time, NullLogger<WorkerEvaluation>.Instance)
            .EvaluateAsync(["Practitioner/faulty", "Practitioner/sound"], store, work, CancellationToken.None);

        var rows = await ledger.Workers.FindAsync(["Practitioner/faulty", "Practitioner/sound"], CancellationToken.None);
        Assert.Equal(before.Wanted, rows["Practitioner/faulty"].Wanted);
        Assert.Equal(new DateOnly(2027, 2, 1), rows["Practitioner/sound"].Turns);
        Assert.Equal(1, work.Counts[SyncCounts.Issues]);
    }
}
