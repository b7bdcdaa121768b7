using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Sync.Operations;
using Mhero.Core.Tests.Extraction;
using Mhero.Core.Tests.Fhir;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Operations;

public sealed class ExtractOperationTests
{
    private static readonly JsonNode Questionnaire = ExtractionCase.Load("template", "several-for-one")["questionnaire"]!;
    private static readonly JsonNode Response = ExtractionCase.Load("template", "several-for-one")["response"]!;

    [Fact]
    public async Task Run_ParametersWithBoth_ReturnsBundleAndIssuesAndAsksNobody()
    {
        using var fhir = new FhirStub();

        var reply = await new ExtractOperation(fhir.Gateway, TimeProvider.System).RunAsync(ParametersOf(Response, Questionnaire), default);

        Assert.Equal(200, reply.Status);
        var parameters = Assert.IsType<Parameters>(reply.Resource);
        Assert.Equal(["return", "issues"], parameters.Parameter.Select(parameter => parameter.Name));
        Assert.IsType<Practitioner>(Assert.Single(((Bundle)parameters.Parameter[0].Resource!).Entry).Resource);
        Assert.Equal(ExtractionCodes.SeveralValues, ((OperationOutcome)parameters.Parameter[1].Resource!).Issue.Single().Details!.Coding[0].Code);
        Assert.Empty(fhir.Requests);
    }

    [Fact]
    public async Task Run_ResponseAlone_FindsTheQuestionnaireByUrlAndVersion()
    {
        using var fhir = new FhirStub(Found(Questionnaire));

        var reply = await new ExtractOperation(fhir.Gateway, TimeProvider.System).RunAsync(Response.ToJsonString(), default);

        Assert.Equal(200, reply.Status);
        Assert.Contains("/Questionnaire?url=http://example.org/fhir/Questionnaire/case&version=1&", Uri.UnescapeDataString(fhir.Requests.Single().Url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SeveralVersions_TakesAnActiveOne()
    {
        var retired = Questionnaire.DeepClone();
        retired["status"] = "retired";
        retired["extension"] = new JsonArray();
        using var fhir = new FhirStub(Found(retired, Questionnaire));

        Assert.Equal(200, (await new ExtractOperation(fhir.Gateway, TimeProvider.System).RunAsync(Response.ToJsonString(), default)).Status);
    }

    [Fact]
    public async Task Run_NothingExtracted_IsASuccessWithAWarning()
    {
        using var fhir = new FhirStub();
        var plain = Questionnaire.DeepClone();
        plain.AsObject().Remove("extension");

        var reply = await new ExtractOperation(fhir.Gateway, TimeProvider.System).RunAsync(ParametersOf(Response, plain), default);

        Assert.Equal(200, reply.Status);
        Assert.Equal(OperationOutcome.IssueSeverity.Warning, ((OperationOutcome)((Parameters)reply.Resource).Parameter[1].Resource!).Issue.Single().Severity);
    }

    [Theory]
    [InlineData(400, "not json")]
    [InlineData(400, "[]")]
    [InlineData(400, "{}")]
    [InlineData(400, """{"resourceType":7}""")]
    [InlineData(400, """{"resourceType":"Patient"}""")]
    [InlineData(400, """{"resourceType":"Parameters","parameter":[7,{"name":"other"}]}""")]
    [InlineData(400, """{"resourceType":"QuestionnaireResponse","status":"done"}""")]
    [InlineData(400, """{"resourceType":"QuestionnaireResponse","status":"completed"}""")]
    [InlineData(400, """{"resourceType":"Parameters","parameter":[{"name":"questionnaire-response","resource":{"resourceType":"Patient"}}]}""")]
    public async Task Run_WhatCannotBeExtracted_IsRefusedWithAPlace(int status, string json)
    {
        using var fhir = new FhirStub();

        var reply = await new ExtractOperation(fhir.Gateway, TimeProvider.System).RunAsync(json, default);

        Assert.Equal(status, reply.Status);
        Assert.All(Assert.IsType<OperationOutcome>(reply.Resource).Issue, issue => Assert.False(string.IsNullOrEmpty(issue.Expression.Single())));
        Assert.Empty(fhir.Requests);
    }

    /// <summary>What extraction does not read is no reason to refuse: it is a warning with its code and place.</summary>
    [Theory]
    [InlineData("status", null, "Questionnaire.status")]
    [InlineData("text", """{"status":"generated","div":"<p>not XHTML"}""", "Questionnaire.text.div")]
    [InlineData("subjectType", "[]", "Questionnaire.subjectType")]
    public async Task Run_QuestionnaireWithHarmlessFault_IsExtractedWithAWarning(string member, string? value, string place)
    {
        using var fhir = new FhirStub();
        var questionnaire = Questionnaire.DeepClone().AsObject();
        questionnaire.Remove(member);
        if (value is not null)
        {
            questionnaire[member] = JsonNode.Parse(value);
        }

        var reply = await new ExtractOperation(fhir.Gateway, TimeProvider.System).RunAsync(ParametersOf(Response, questionnaire), default);

        Assert.Equal(200, reply.Status);
        var issue = ((OperationOutcome)((Parameters)reply.Resource).Parameter[1].Resource!).Issue.First();
        Assert.Equal((OperationOutcome.IssueSeverity.Warning, ExtractionCodes.MalformedInput), (issue.Severity, issue.Details!.Coding[0].Code));
        Assert.StartsWith(place, issue.Expression.Single(), StringComparison.Ordinal);
        Assert.NotEmpty(issue.Details.Text!);
    }

    [Fact]
    public async Task Run_TimeIsUp_SaysWhatWasNotExtracted()
    {
        using var fhir = new FhirStub();

        var reply = await new ExtractOperation(fhir.Gateway, new ElapsedTime()).RunAsync(ParametersOf(Response, Questionnaire), default);

        var outcome = reply.Resource as OperationOutcome ?? (OperationOutcome)((Parameters)reply.Resource).Parameter[1].Resource!;
        Assert.Contains(outcome.Issue, issue => issue.Details!.Coding[0].Code == ExtractionCodes.LimitExceeded);
    }

    [Fact]
    public async Task Run_OnlyErrors_IsRefusedWithTheirCodes()
    {
        using var fhir = new FhirStub();
        var example = ExtractionCase.Load("template", "update-if-empty");

        var reply = await new ExtractOperation(fhir.Gateway, TimeProvider.System).RunAsync(ParametersOf(example["response"]!, example["questionnaire"]!), default);

        Assert.Equal(422, reply.Status);
        Assert.Contains(((OperationOutcome)reply.Resource).Issue, issue => issue.Details!.Coding[0].Code == ExtractionCodes.EmptyCondition);
    }

    [Fact]
    public async Task Run_RegistryHasNoSuchQuestionnaire_IsRefused()
    {
        using var fhir = new FhirStub(Found());

        Assert.Equal(400, (await new ExtractOperation(fhir.Gateway, TimeProvider.System).RunAsync(Response.ToJsonString(), default)).Status);
    }

    [Theory]
    [InlineData(429, 503)]
    [InlineData(401, 502)]
    public async Task Run_RegistryDoesNotAnswer_SaysWhetherToTryAgain(int answered, int status)
    {
        using var fhir = new FhirStub([.. Enumerable.Repeat(Answer.Outcome(answered, "throttled"), 9)]);

        Assert.Equal(status, (await new ExtractOperation(fhir.Gateway, TimeProvider.System).RunAsync(Response.ToJsonString(), default)).Status);
    }

    private static string ParametersOf(JsonNode response, JsonNode questionnaire) => new JsonObject
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray(
            new JsonObject { ["name"] = "questionnaire-response", ["resource"] = response.DeepClone() },
            new JsonObject { ["name"] = "questionnaire", ["resource"] = questionnaire.DeepClone() }),
    }.ToJsonString();

    private static Answer Found(params JsonNode[] questionnaires) => Answer.Ok(new JsonObject
    {
        ["resourceType"] = "Bundle",
        ["type"] = "searchset",
        ["entry"] = new JsonArray([.. questionnaires.Select(questionnaire => new JsonObject { ["resource"] = questionnaire.DeepClone(), ["search"] = new JsonObject { ["mode"] = "match" } })]),
    }.ToJsonString());

    /// <summary>A time at which each wait is over when it begins.</summary>
    private sealed class ElapsedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
