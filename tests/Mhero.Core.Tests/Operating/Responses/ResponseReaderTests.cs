using Mhero.Core.Fhir;
using Mhero.Core.Operating.Responses;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating.Responses;

/// <summary>One response with its Questionnaire and its provenance, and what is noted where the registry does not have them.</summary>
public sealed class ResponseReaderTests : IDisposable
{
    private const string Form = "http://example.org/fhir/Questionnaire/weekly";
    private const string NoForm = "The registry has no Questionnaire with the canonical of the response.";

    private readonly TwoSidesApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("r2")]
    [InlineData("not an id")]
    public async Task FindAsync_NoResponse_IsNullAndNotRevealed(string id)
    {
        OnResponse(Form);

        Assert.Null(await FindAsync(id, reveal: true));
        Assert.Empty(await _app.AuditAsync());
    }

    [Fact]
    public async Task FindAsync_Revealed_HasTheAnswersAndAnAuditEntry()
    {
        OnResponse(Form);

        var hidden = (await FindAsync("r1"))!;
        Assert.Null(hidden.Resource);
        Assert.Empty(await _app.AuditAsync());

        var shown = (await FindAsync("r1", reveal: true))!;
        Assert.Equal("yes", (string?)shown.Resource!["item"]![0]!["answer"]![0]!["valueString"]);
        var entry = Assert.Single(await _app.AuditAsync());
        Assert.Equal((TwoSidesApp.Jane, AuditActions.Reveal, "QuestionnaireResponse/r1"), (entry.Operator, entry.Action, entry.Item));
    }

    [Theory]
    [InlineData(Form, "q1", "One")]
    [InlineData(Form + "|2", "q2", "two")]
    [InlineData(Form + "|3", "q1", "One")]
    public async Task FindAsync_SeveralVersionsOfTheForm_ShowsTheOneThatTheResponseNames(string canonical, string id, string title)
    {
        OnResponse(canonical);
        _app.OnSearch(
            "Questionnaire",
            """{"resourceType":"Questionnaire","id":"q0","status":"active","url":"http://example.org/fhir/Questionnaire/other","version":"2","title":"Zero"}""",
            $$"""{"resourceType":"Questionnaire","id":"q1","status":"active","url":"{{Form}}","version":"1","title":"One","name":"one"}""",
            $$"""{"resourceType":"Questionnaire","id":"q2","status":"active","url":"{{Form}}","version":"2","name":"two"}""");

        var found = (await FindAsync("r1"))!;

        Assert.Equal((id, title), (found.QuestionnaireId, found.QuestionnaireTitle));
        Assert.Empty(found.Notes);
        Assert.Contains(_app.Requests, request => request.Contains($"/Questionnaire?url={Form}&", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "The response names no Questionnaire.", false)]
    [InlineData("|2", "The response names no Questionnaire.", false)]
    [InlineData(Form, NoForm, true)]
    [InlineData(Form + "|2", NoForm, true)]
    public async Task FindAsync_NoForm_SaysSo(string? canonical, string note, bool isSearched)
    {
        OnResponse(canonical);
        _app.OnSearch("Questionnaire", """{"resourceType":"Questionnaire","id":"q0","status":"active","url":"http://example.org/fhir/Questionnaire/other","title":"Zero"}""");

        var found = (await FindAsync("r1"))!;

        Assert.Equal((null, null), (found.QuestionnaireId, found.QuestionnaireTitle));
        Assert.Equal([note], found.Notes);
        Assert.Equal(isSearched, _app.Requests.Any(request => request.Contains("/Questionnaire?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task FindAsync_Provenances_ShowsThoseOfTheResponse()
    {
        OnResponse(null);
        _app.OnSearch(
            "Provenance",
            Provenance("p1", "QuestionnaireResponse/r1", """{"reference":"https://registry.example.org/fhir/Device/d1"}""", "Observation/o1", "https://registry.example.org/fhir/Observation/o2/_history/3", "o3"),
            Provenance("p2", "https://registry.example.org/fhir/QuestionnaireResponse/r1/_history/1", """{"display":"mHero"}""", "Observation/o1"),
            Provenance("p3", "QuestionnaireResponse/r10", """{"display":"other"}""", "Observation/o9"));
        _app.OnSearch("Observation", """{"resourceType":"Observation","id":"o2","status":"final","code":{"text":"a"}}""", """{"resourceType":"Observation","id":"o9","status":"final","code":{"text":"a"}}""");

        var found = (await FindAsync("r1"))!;

        Assert.Equal(
            ["p1 2026-03-04T08:00:00Z Device/d1 Observation/o1,Observation/o2", "p2 2026-03-04T08:00:00Z mHero Observation/o1"],
            found.Provenance.Select(one => $"{one.Id} {one.Recorded} {one.Agent} {string.Join(',', one.Targets)}"));
        Assert.Equal([new ExtractedResource("Observation/o1", false), new ExtractedResource("Observation/o2", true)], found.Extracted);
        Assert.Contains(_app.Requests, request => request.Contains("/Provenance?entity=QuestionnaireResponse/r1&", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    public async Task FindAsync_ServerDoesNotSearchProvenance_SaysSo(int status)
    {
        OnResponse(Form);
        _app.On("/fhir/Provenance", """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-supported"}]}""", status);

        var found = (await FindAsync("r1"))!;

        Assert.Equal([NoForm, "The registry does not search Provenance by its entity, so that what was extracted is not shown."], found.Notes);
        Assert.Empty(found.Provenance);
        Assert.Empty(found.Extracted);
    }

    [Fact]
    public async Task FindAsync_ProvenanceCannotBeReadNow_Fails()
    {
        OnResponse(Form);
        _app.On("/fhir/Provenance", """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}""", 500);

        Assert.Equal(FhirErrorKind.Transient, (await Assert.ThrowsAsync<FhirException>(() => FindAsync("r1"))).Kind);
    }

    private Task<ResponseDetail?> FindAsync(string id, bool reveal = false) => _app.Get<ResponseReader>().FindAsync(id, reveal, TwoSidesApp.Jane, CancellationToken.None);

    private void OnResponse(string? canonical) => _app.On(
        "/fhir/QuestionnaireResponse/r1",
        $$"""{"resourceType":"QuestionnaireResponse","id":"r1","status":"completed"{{(canonical is null ? "" : $",\"questionnaire\":\"{canonical}\"")}},"item":[{"linkId":"1","answer":[{"valueString":"yes"}]}]}""");

    private static string Provenance(string id, string entity, string agent, params string[] targets) =>
        $$$"""
        {"resourceType":"Provenance","id":"{{{id}}}","recorded":"2026-03-04T08:00:00Z","agent":[{"who":{{{agent}}}}],"entity":[{"role":"source","what":{"reference":"{{{entity}}}"}}],
        "target":[{{{string.Join(',', targets.Select(target => $"{{\"reference\":\"{target}\"}}"))}}}]}
        """;
}
