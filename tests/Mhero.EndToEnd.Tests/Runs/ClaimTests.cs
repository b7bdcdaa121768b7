using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Storage.Tables;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>The claim by which a response is written once, as it lies in the table while another instance writes, or died writing.</summary>
public sealed class ClaimTests(RunWorld world) : IClassFixture<RunWorld>, IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private DocumentTable Table => RunWorld.WritesOf(world.Host);

    public void Dispose() => world.Registry.Reset();

    [Fact]
    public async Task Claim_OfOneWhoDied_IsTakenOver()
    {
        var (run, key) = await NewAsync();
        await ClaimAsync(key, TimeProvider.System.GetUtcNow() - Lease - TimeSpan.FromSeconds(1));

        var counts = await world.ReadAsync("runs");

        Assert.NotNull(await world.ResponseOfAsync(run));
        Assert.Equal(0, counts[SyncCounts.Postponed]);
        AssertReleased(await RowAsync(key));
    }

    [Fact]
    public async Task Claim_OfAnotherWriter_IsWaitedFor_WithoutUsingUpAttempts()
    {
        var (run, key) = await NewAsync();
        var since = TimeProvider.System.GetUtcNow() - Lease + TimeSpan.FromSeconds(4);
        await ClaimAsync(key, since);
        var early = false;
        world.Registry.Before = call =>
        {
            early |= call.Writes.Any(w => w.EndsWith("QuestionnaireResponse", StringComparison.Ordinal)) && TimeProvider.System.GetUtcNow() < since + Lease;
            return Task.CompletedTask;
        };

        var counts = await world.ReadAsync("runs");

        Assert.False(early, "The response was written while another writer held it.");
        Assert.True(counts[SyncCounts.Postponed] > 0, "Nothing waited.");
        Assert.NotNull(await world.ResponseOfAsync(run));
        AssertReleased(await RowAsync(key));
    }

    [Fact]
    public async Task Claim_AfterAFailedBatch_IsReleased()
    {
        var (run, key) = await NewAsync();
        var failures = 0;
        var rows = new List<JsonNode>();
        world.Registry.Plan = call => call.Writes.Any(w => w.EndsWith("QuestionnaireResponse", StringComparison.Ordinal)) && Interlocked.Increment(ref failures) <= 4 ? FhirFault.Unavailable : FhirFault.None;
        await world.Host.InvokeTimerAsync("SyncRuns");
        while (failures == 0 || (await RowAsync(key))["claimedAt"] is not null)
        {
            await Task.Delay(20);
            if (failures > 4)
            {
                break;
            }
        }

        rows.Add(await RowAsync(key));
        await world.IdleAsync();

        Assert.All(rows, AssertReleased);
        Assert.NotNull(await world.ResponseOfAsync(run));
        Assert.NotNull((await RowAsync(key))["hash"]);
    }

    [Fact]
    public async Task Response_AmendedInTheRegistry_StaysSo_WhateverTheRunDoes()
    {
        var (run, _) = await NewAsync(exit: null);
        await world.ReadAsync("runs");
        var response = await world.ResponseOfAsync(run);
        await world.Fhir.UpdateAsync<Hl7.Fhir.Model.QuestionnaireResponse>(response.Id!, r =>
        {
            r.Status = Hl7.Fhir.Model.QuestionnaireResponse.QuestionnaireResponseStatus.Amended;
            return r;
        });

        foreach (var note in new[] { "first", "second" })
        {
            world.RapidPro.Workspace.EditRun(run.Uuid, r => r with { Values = RunWorld.ValuesOf(("age", "3|Number"), ("note", note + "|All Responses")) });
            await world.ReadAsync("runs");
            Assert.Equal(Hl7.Fhir.Model.QuestionnaireResponse.QuestionnaireResponseStatus.Amended, (await world.ResponseOfAsync(run)).Status);
        }
    }

    private static void AssertReleased(JsonNode row) => Assert.Equal((null, null), (row["claimedAt"], row["claimant"]));

    private async Task<(SimulatedRun Run, string Key)> NewAsync(string? exit = "completed")
    {
        var flow = world.AddFlow("Claims", ("Age", "number"), ("Note", "text"));
        var (contact, _) = await world.AddLinkedAsync();
        await world.ReadAsync("flows");
        var run = world.AddRun(flow, contact, exit, ("age", "3|Number"));
        return (run, $"{contact.Uuid:N}.{flow.Uuid:N}.{run.Uuid}");
    }

    private async Task ClaimAsync(string key, DateTimeOffset since) =>
        await Table.WriteAsync("responses", [new Document(key, new JsonObject { ["claimedAt"] = since.ToString("O"), ["claimant"] = "another" }.ToJsonString(), Document.AnyVersion)]);

    private async Task<JsonNode> RowAsync(string key) => JsonNode.Parse((await Table.FindAsync("responses", key))?.Content ?? "{}")!;
}
