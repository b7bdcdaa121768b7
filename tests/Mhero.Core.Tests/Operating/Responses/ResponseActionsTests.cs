using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Responses;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating.Responses;

/// <summary>What an operator's order to extract again covers: the job's argument, the audit log, and the orders that are refused.</summary>
public sealed class ResponseActionsTests : IDisposable
{
    private const string Questionnaire = "/fhir/Questionnaire/q1";

    private static readonly Guid Flow = Guid.Parse("11111111-0000-0000-0000-000000000001");
    private static readonly DateTimeOffset Since = new(2026, 3, 1, 2, 0, 0, TimeSpan.FromHours(2));

    private readonly TwoSidesApp _app = new();

    private ResponseActions Actions => _app.Get<ResponseActions>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task ExtractAgainAsync_NoFlow_CoversAllResponses()
    {
        var job = await Actions.ExtractAgainAsync(null, null, TwoSidesApp.Jane, CancellationToken.None);

        await AssertAsync(job, null, scope => Assert.Equal((null, null, null, null), (scope.Flows, scope.Since, scope.Questionnaire, scope.Response)));
    }

    [Fact]
    public async Task ExtractAgainAsync_Uuid_AsksNeitherSide()
    {
        var job = await Actions.ExtractAgainAsync($" {Flow} ", Since, TwoSidesApp.Jane, CancellationToken.None);

        await AssertAsync(job, $" {Flow} ", scope =>
        {
            Assert.Equal([Flow], scope.Flows);
            Assert.Equal((Since, TimeSpan.Zero), (scope.Since!.Value, scope.Since.Value.Offset));
        });
        Assert.Empty(_app.Requests);
    }

    [Fact]
    public async Task ExtractAgainAsync_Name_IsTheFlowsUuid()
    {
        OnFlow("Weekly");

        var job = await Actions.ExtractAgainAsync("weekly", null, TwoSidesApp.Jane, CancellationToken.None);

        await AssertAsync(job, "weekly", scope => Assert.Equal([Flow], scope.Flows));
    }

    [Fact]
    public async Task ExtractAgainAsync_UnknownName_OrdersNothing()
    {
        OnFlow("Weekly");

        var refusal = await Assert.ThrowsAsync<OperatorException>(() => Actions.ExtractAgainAsync("Monthly", null, TwoSidesApp.Jane, CancellationToken.None));

        Assert.Equal((HttpCodes.BadFilter, "The workspace has no flow named 'Monthly': correct the name, or import the flow into RapidPro."), (refusal.Code, refusal.Message));
        await AssertNothingAsync();
    }

    [Fact]
    public async Task ExtractAgainAsync_Twice_IsOneJob()
    {
        var first = await Actions.ExtractAgainAsync(null, Since, TwoSidesApp.Jane, CancellationToken.None);

        Assert.Equal(first.Id, (await Actions.ExtractAgainAsync(null, Since.ToUniversalTime(), TwoSidesApp.Jane, CancellationToken.None)).Id);
        Assert.NotEqual(first.Id, (await Actions.ExtractAgainAsync(null, Since.AddSeconds(1), TwoSidesApp.Jane, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task ExtractAgainByAsync_FlowsAndPackages_CoversEachOnce()
    {
        OnFlow("Weekly");
        var other = Guid.Parse("00000000-0000-0000-0000-000000000009");
        OnQuestionnaire(
            (MheroSystems.FlowUuid, Flow.ToString()), (MheroSystems.FlowName, "Weekly"), (MheroSystems.FlowUuid, other.ToString()), (MheroSystems.FloipPackage, " my%20source/pack%2Fage "),
            (MheroSystems.FloipPackage, "no-package"), (MheroSystems.FloipPackage, " "), ("http://example.org/other", Guid.NewGuid().ToString()));

        var job = (await Actions.ExtractAgainByAsync("q1", Since, TwoSidesApp.Jane, CancellationToken.None))!;

        await AssertAsync(job, "Questionnaire/q1", scope =>
        {
            Assert.Equal(new[] { Flow, other, FloipIds.Package("my source", "pack/age") }.Order(), scope.Flows);
            Assert.Equal(("q1", null, Since, TimeSpan.Zero), (scope.Questionnaire, scope.Response, scope.Since!.Value, scope.Since.Value.Offset));
        });
    }

    [Fact]
    public async Task ExtractAgainByAsync_NoFlow_IsRefused()
    {
        OnQuestionnaire((MheroSystems.FlowUuid, " "), ("http://example.org/other", "x"));

        Assert.Equal(HttpCodes.BadFilter, (await Assert.ThrowsAsync<OperatorException>(() => Actions.ExtractAgainByAsync("q1", null, TwoSidesApp.Jane, CancellationToken.None))).Code);
        await AssertNothingAsync();
    }

    [Fact]
    public async Task ExtractAgainByAsync_NameThatNoFlowHas_IsRefused()
    {
        OnQuestionnaire((MheroSystems.FlowUuid, Flow.ToString()), (MheroSystems.FlowName, "Monthly"));

        Assert.Equal(HttpCodes.BadFilter, (await Assert.ThrowsAsync<OperatorException>(() => Actions.ExtractAgainByAsync("q1", null, TwoSidesApp.Jane, CancellationToken.None))).Code);
        await AssertNothingAsync();
    }

    [Theory]
    [InlineData("q2", 1)]
    [InlineData("not an id", 0)]
    public async Task ExtractAgainByAsync_NoQuestionnaire_IsNull(string id, int requests)
    {
        Assert.Null(await Actions.ExtractAgainByAsync(id, null, TwoSidesApp.Jane, CancellationToken.None));

        Assert.Equal(requests, _app.Requests.Count);
        await AssertNothingAsync();
    }

    [Fact]
    public async Task ExtractAgainFromAsync_OneResponse_CoversItAlone()
    {
        _app.On("/fhir/QuestionnaireResponse/r1", """{"resourceType":"QuestionnaireResponse","id":"r1","status":"completed"}""");

        var job = (await Actions.ExtractAgainFromAsync("r1", TwoSidesApp.Jane, CancellationToken.None))!;

        await AssertAsync(job, "QuestionnaireResponse/r1", scope => Assert.Equal((null, null, null, "r1"), (scope.Flows, scope.Since, scope.Questionnaire, scope.Response)));
        Assert.Null(await Actions.ExtractAgainFromAsync("r2", TwoSidesApp.Jane, CancellationToken.None));
        Assert.Single(await _app.AuditAsync());
    }

    private async Task AssertAsync(Job job, string? item, Action<ExtractAgainScope> check)
    {
        Assert.Equal((JobKinds.Extract, JobStates.Queued, "Jane"), (job.Kind, job.State, job.By));
        var entry = Assert.Single(await _app.AuditAsync());
        Assert.Equal((TwoSidesApp.Jane, AuditActions.Extract, item), (entry.Operator, entry.Action, entry.Item));
        check(SyncJson.Read<ExtractAgainScope>(entry.Detail!));
        var row = await _app.Get<JobStore>().FindAsync(job.Id, CancellationToken.None);
        Assert.Equal(entry.Detail, row!.Argument);
    }

    private async Task AssertNothingAsync()
    {
        Assert.Empty(await _app.AuditAsync());
        Assert.Empty(await _app.Get<JobOrders>().ListAsync(10, CancellationToken.None));
    }

    private void OnFlow(string name) => _app.OnList("flows", $$"""{"uuid":"{{Flow}}","name":"{{name}}","type":"message","archived":false,"results":[]}""");

    private void OnQuestionnaire(params (string System, string Value)[] identifiers) => _app.On(
        Questionnaire,
        $$"""{"resourceType":"Questionnaire","id":"q1","status":"active","identifier":[{{string.Join(',', identifiers.Select(i => $"{{\"system\":\"{i.System}\",\"value\":\"{i.Value}\"}}"))}}]}""");
}
