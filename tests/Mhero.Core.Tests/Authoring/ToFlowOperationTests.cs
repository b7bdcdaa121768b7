using Hl7.Fhir.Model;
using Mhero.Core.Authoring;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro.Flows;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Authoring;

public sealed class ToFlowOperationTests
{
    private const string Form =
        """{"resourceType":"Questionnaire","status":"active","title":"Fever","language":"en","item":[{"linkId":"a","text":"Age?","type":"integer","required":true},{"linkId":"p","text":"Photo?","type":"attachment"}]}""";

    private const string Choice =
        """{"resourceType":"Questionnaire","status":"active","language":"en","item":[{"linkId":"g","type":"group","item":[{"linkId":"a","text":"Which?","type":"choice","answerValueSet":"http://example.org/vs|1"}]}]}""";

    [Fact]
    public async Task Run_QuestionnaireAlone_AnswersTheFileAndTheIssues()
    {
        var reply = await RunAsync(Form);

        Assert.Equal(200, reply.Status);
        var parameters = Assert.IsType<Parameters>(reply.Resource);
        Assert.Equal(["return", "flow-name", "questionnaire", "issues"], parameters.Parameter.Select(p => p.Name));
        Assert.Equal("Fever", Assert.Single(FlowExport.Read(Assert.IsType<Binary>(parameters.Parameter[0].Resource).Data).Flows).Name);
        Assert.Contains(((OperationOutcome)parameters.Parameter[3].Resource!).Issue, i => i.Details!.Coding[0].Code == AuthoringCodes.TypeNotAuthored && i.Severity == OperationOutcome.IssueSeverity.Warning);
    }

    [Fact]
    public async Task Run_Parameters_TakesOptionsAndValueSets()
    {
        const string Body = """
            {"resourceType":"Parameters","parameter":[
              {"name":"retries","valueInteger":0},{"name":"summary","valueBoolean":false},{"name":"keyword","valueString":"fever"},
              {"name":"value-set","resource":{"resourceType":"ValueSet","status":"active","url":"http://example.org/vs","expansion":{"timestamp":"2026-01-01","contains":[{"system":"http://example.org","code":"x","display":"Ten"}]}}},
              {"name":"questionnaire","resource":{"resourceType":"Questionnaire","status":"active","language":"en","item":[{"linkId":"a","text":"Which?","type":"choice","answerValueSet":"http://example.org/vs"}]}}]}
            """;

        var reply = await RunAsync(Body);

        Assert.Equal(200, reply.Status);
        var export = Encoding.UTF8.GetString(((Binary)((Parameters)reply.Resource).Parameter[0].Resource!).Data!);
        Assert.Equal("fever", (string?)JsonNode.Parse(export)!["triggers"]![0]!["keywords"]![0]);
        Assert.Contains("1 Ten", export, StringComparison.Ordinal);
        Assert.DoesNotContain("mhero_tries", export, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 400, "MH2901")]
    [InlineData("[]", 400, "MH2901")]
    [InlineData("""{"resourceType":"Patient"}""", 400, "MH2901")]
    [InlineData("""{"resourceType":"Parameters","parameter":[]}""", 400, "MH2901")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"questionnaire","resource":{"resourceType":"Patient"}}]}""", 400, "MH2901")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"menu","valueString":"icons"},{"name":"questionnaire","resource":{"resourceType":"Questionnaire","status":"active"}}]}""", 400, "MH2902")]
    [InlineData("""{"resourceType":"Questionnaire","status":"active"}""", 422, "MH2901")]
    public async Task Run_InputThatCannotBeUsed_IsAnOutcome(string body, int status, string code)
    {
        var reply = await RunAsync(body);

        Assert.Equal(status, reply.Status);
        Assert.Contains(Assert.IsType<OperationOutcome>(reply.Resource).Issue, i => i.Details!.Coding[0].Code == code);
    }

    [Fact]
    public async Task Run_ValueSetThatWasNotSent_IsAskedOfTheRegistry_AndGoesIntoTheQuestionnaire()
    {
        var asked = new List<string>();

        var reply = await ToFlowOperation.RunAsync(
            Choice,
            (canonical, _) =>
            {
                asked.Add(canonical);
                return Task.FromResult<ValueSet?>(new ValueSet { Url = "http://example.org/vs", Expansion = new() { Contains = [new() { System = "http://example.org", Code = "x", Display = "Ten" }] } });
            },
            CancellationToken.None);

        Assert.Equal(["http://example.org/vs|1"], asked);
        var parameters = (Parameters)reply.Resource;
        Assert.Contains("1 Ten", Encoding.UTF8.GetString(((Binary)parameters.Parameter[0].Resource!).Data!), StringComparison.Ordinal);
        Assert.Equal("x", Assert.Single(((ValueSet)Assert.Single(((Questionnaire)parameters.Parameter[2].Resource!).Contained)).Expansion!.Contains).Code);
    }

    [Fact]
    public async Task Run_RegistryCannotBeReached_SaysSo_AndLeavesTheItemsOut()
    {
        var reply = await ToFlowOperation.RunAsync(
            Choice, (_, _) => throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.Unreadable, "no answer"), CancellationToken.None);

        var issues = Assert.IsType<OperationOutcome>(reply.Resource).Issue;
        Assert.Equal(422, reply.Status);
        Assert.Contains(issues, i => i.Diagnostics!.Contains("no answer", StringComparison.Ordinal));
        Assert.Contains(issues, i => i.Details!.Coding[0].Code == AuthoringCodes.OptionsNotAuthored && i.Diagnostics!.Contains("http://example.org/vs", StringComparison.Ordinal));
    }

    /// <summary>HAPI answers 500 for a value set of a code system that it does not have.</summary>
    [Fact]
    public async Task Run_RegistryFailsForOneValueSet_AsksForTheOthers_AndStopsAfterThree()
    {
        var asked = new List<string>();
        var items = string.Join(',', Enumerable.Range(1, 5).Select(i => $$"""{"linkId":"{{i}}","text":"Which?","type":"choice","answerValueSet":"http://example.org/vs{{i}}"}"""));

        var reply = await ToFlowOperation.RunAsync(
            $$"""{"resourceType":"Questionnaire","status":"active","title":"Choices","url":"http://example.org/q","item":[{{items}}]}""",
            (canonical, _) =>
            {
                asked.Add(canonical);
                return canonical.EndsWith('2')
                    ? Task.FromResult<ValueSet?>(new ValueSet { Url = canonical, Expansion = new() { Contains = [new() { Code = "x", Display = "Ten" }, new() { Code = "y", Display = "Old", Inactive = true }] } })
                    : throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.Unreadable, "code system not found") { Status = System.Net.HttpStatusCode.InternalServerError };
            },
            CancellationToken.None);

        Assert.Equal(["http://example.org/vs1", "http://example.org/vs2", "http://example.org/vs3", "http://example.org/vs4"], asked);
        var parameters = Assert.IsType<Parameters>(reply.Resource);
        var export = Encoding.UTF8.GetString(((Binary)parameters.Parameter[0].Resource!).Data!);
        Assert.Contains("1 Ten", export, StringComparison.Ordinal);
        Assert.DoesNotContain("Old", export, StringComparison.Ordinal);
        var issues = ((OperationOutcome)parameters.Parameter[^1].Resource!).Issue;
        Assert.Contains(issues, i => i.Diagnostics!.Contains("could not be asked for http://example.org/vs1: MH3008: code system not found", StringComparison.Ordinal));
        Assert.Contains(issues, i => i.Diagnostics!.Contains("could not be asked for value sets: MH3008: code system not found", StringComparison.Ordinal));
    }

    /// <summary>A terminology server has displays in languages that the form does not have; a menu in them would follow a question in another one.</summary>
    [Fact]
    public void Create_DesignationsOfOtherLanguages_AddNoLanguageToTheFlow()
    {
        var set = new ValueSet { Url = "http://example.org/vs", Expansion = new() { Contains = [new() { Code = "x", Display = "Ten", Designation = [new() { Language = "fr", Value = "Dix" }, new() { Language = "de-AT", Value = "Zehn" }] }] } };
        var text = new FhirString("How many?");
        text.Extension.Add(new Extension
        {
            Url = QuestionnaireExtensions.Translation,
            Extension = [new Extension("lang", new Code("fr")), new Extension("content", new FhirString("Combien ?"))],
        });
        var questionnaire = new Questionnaire
        {
            Url = "http://example.org/q",
            Title = "Number",
            Language = "en",
            Status = PublicationStatus.Active,
            Item = [new() { LinkId = "1", TextElement = text, Type = Questionnaire.QuestionnaireItemType.Choice, AnswerValueSet = "http://example.org/vs" }],
        };

        var flow = QuestionnaireToFlow.Create(new AuthoringSource(questionnaire, new AuthoringOptions(), [set])).Value!;

        Assert.Equal(["eng", "fra"], flow.Messages.Select(m => m.Language).Distinct().Order());
        Assert.Contains(flow.Messages, m => m.Language == "fra" && m.Text.Contains("1 Dix", StringComparison.Ordinal));
    }

    private static Task<ToFlowReply> RunAsync(string body) => ToFlowOperation.RunAsync(body, (_, _) => Task.FromResult<ValueSet?>(null), CancellationToken.None);
}
