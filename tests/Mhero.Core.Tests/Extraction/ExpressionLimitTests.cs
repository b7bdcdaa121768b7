using Hl7.Fhir.Model;
using Mhero.Core.Extraction;

namespace Mhero.Core.Tests.Extraction;

/// <summary>No expression keeps an extraction from ending: its item gets a coded issue, and the rest is extracted.</summary>
public sealed class ExpressionLimitTests
{
    private const string Value = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-templateExtractValue";
    private const string Context = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-templateExtractContext";

    public static TheoryData<string, string> Endless => new()
    {
        { "nested descendants", "descendants().select(%resource.descendants()).select(%resource.descendants()).count().toString()" },
        { "nested selects", "descendants().select($this | %resource.descendants().select($this | %resource.descendants())).count().toString()" },
        { "repeat of a constant sum", "(1).repeat($this + 1).count().toString()" },
        { "repeat of a text", "'a'.repeat($this & 'a').count().toString()" },
        { "doubled text", "descendants().aggregate($total & $total, 'aa')" },
        { "replaced text", "descendants().aggregate($total.replace('a', 'aaaaaaaaaaaaaaaaaaaa'), 'a')" },
        { "text replaced by a pattern", "descendants().aggregate($total.replaceMatches('a', '$0$0$0$0$0$0$0$0$0$0'), 'a')" },
        { "catastrophic pattern with a look-ahead", "%resource.item.answer.value.where($this.matches('^(?=(a+)+$)(a+)+$'))" },
        { "20,000 chained calls", "item" + string.Concat(Enumerable.Repeat(".first()", 20_000)) },
        { "300 chained calls", "item" + string.Concat(Enumerable.Repeat(".first()", 300)) },
        { "5,000 parentheses", new string('(', 5_000) + "1" + new string(')', 5_000) },
        { "nested calls", string.Concat(Enumerable.Repeat("iif(true, ", 100)) + "'a'" + new string(')', 100) },
        { "long sum", "1" + string.Concat(Enumerable.Repeat(" + 1", 1_000)) },
        { "long text", "'" + new string('a', 100_000) + "'" },
        { "long pattern", "'a'.matches('" + new string('a', 2_000) + "')" },
    };

    [Theory]
    [MemberData(nameof(Endless))]
    public void Extract_ExpressionBeyondTheLimits_IsReportedAndTheRestIsExtracted(string name, string expression)
    {
        Assert.NotEmpty(name);

        var result = FormExtractor.Extract(InputOf(expression));

        Assert.Equal(ExtractionCodes.LimitExceeded, Assert.Single(result.Codes()));
        Assert.Equal(OperationOutcome.IssueType.TooCostly, result.Outcome.Issue[0].Code);
        var practitioner = result.Of<Practitioner>();
        Assert.Null(practitioner.Name[0].Family);
        Assert.Equal("Uwase", practitioner.Name[0].Given.Single());
    }

    public static TheoryData<string, string> Fine => new()
    {
        { "common e-mail pattern", "iif(%resource.item[1].answer.value.matches('^([a-zA-Z0-9])(([\\\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$'), 'yes', 'no')|no" },
        { "nested quantifiers", "iif(%resource.item[1].answer.value.matches('^(a+)+$'), 'yes', 'no')|no" },
        { "look-ahead", "iif('abc'.matches('(?=b)b'), 'yes', 'no')|yes" },
        { "groups of a replacement", "'0788-123'.replaceMatches('([0-9]+)-([0-9]+)', '$2-$1')|123-0788" },
        { "part of a text", "iif('abc'.matches('b'), 'yes', 'no')|yes" },
        { "dot and line end", "iif('a\\nb'.matches('a.b'), 'yes', 'no')|yes" },
        { "replaced text", "'abc'.replace('b', 'xx')|axxc" },
        { "replaced nothing", "'abc'.replace('', 'x')|xaxbxcx" },
        { "brackets in a text", "'(((((((((((((((((((((((((((((((((((((((((((((((((((((('.substring(0, 2)|((" },
        { "comment", "'a' /* (((((((((((((((((((((((((((((((((((((((((((((((((((((( */|a" },
        { "types", "%resource.item[0].answer.value.ofType(FHIR.string).as(string).first()|Uwase" },
        { "is", "iif(%resource.item[0].answer.value is FHIR.string and %resource is QuestionnaireResponse, 'yes', 'no')|yes" },
        { "descendants", "%resource.descendants().where(linkId = 'a').answer.value|Uwase" },
        { "repeat", "%resource.repeat(item).where(linkId = 'a').answer.value|Uwase" },
        { "aggregate", "(1 | 2 | 3).aggregate($this + $total, 0).toString()|6" },
        { "union and index", "('x' | 'y')[1]|y" },
        { "variable", "defineVariable('v', 'x').select(%v)|x" },
        { "40 brackets", new string('(', 40) + "'x'" + new string(')', 40) + "|x" },
        { "200 steps", "'x'" + string.Concat(Enumerable.Repeat(".first()", 120)) + "|x" },
    };

    [Theory]
    [MemberData(nameof(Fine))]
    public void Extract_ExpressionWithinTheLimits_GivesItsValue(string name, string given)
    {
        Assert.NotEmpty(name);
        var at = given.LastIndexOf('|');

        var result = FormExtractor.Extract(InputOf(given[..at]));

        Assert.Empty(result.Codes());
        Assert.Equal(given[(at + 1)..], result.Of<Practitioner>().Name[0].Family);
    }

    [Fact]
    public void Extract_ContextThatSelectsTooMuch_IsReported()
    {
        var input = InputOf("'x'");
        ((DomainResource)input.Questionnaire.Contained[0]).Extension.Add(new Extension(Context, new FhirString("%resource.descendants().select(%resource.descendants())")));

        var result = FormExtractor.Extract(input);

        Assert.Contains(ExtractionCodes.LimitExceeded, result.Codes());
        Assert.True(result.Bundle.Entry.Count <= 1_000);
    }

    [Fact]
    public void Extract_DeadlineIsReached_ReportsWhatWasNotEvaluated()
    {
        using var deadline = new CancellationTokenSource();
        deadline.Cancel();

        var result = FormExtractor.Extract(InputOf("'x'"), deadline.Token);

        Assert.Contains(ExtractionCodes.LimitExceeded, result.Codes());
    }

    [Fact]
    public void Extract_ClientHasLeft_Ends()
    {
        using var ended = new CancellationTokenSource();
        ended.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => FormExtractor.Extract(InputOf("'x'"), default, ended.Token));
    }

    /// <summary>Ten thousand expressions that are each within the limits are too many together.</summary>
    [Fact]
    public void Extract_ManyLargeExpressions_AreBoundedTogether()
    {
        var input = InputOf("'x'" + string.Concat(Enumerable.Repeat(".first()", 120)));
        var names = ((Practitioner)input.Questionnaire.Contained[0]).Name;
        names.AddRange(Enumerable.Range(0, 200).Select(_ => (HumanName)names[0].DeepCopy()));

        var result = FormExtractor.Extract(input);

        Assert.Contains(ExtractionCodes.LimitExceeded, result.Codes());
    }

    private static ExtractionInput InputOf(string family)
    {
        var template = new Practitioner { Id = "p", Name = [new() { FamilyElement = new FhirString(), Given = ["Uwase"] }] };
        template.Name[0].FamilyElement!.Extension.Add(new Extension(Value, new FhirString(family)));
        var questionnaire = new Questionnaire { Contained = [template], Item = [new() { LinkId = "a" }, new() { LinkId = "b" }] };
        questionnaire.Extension.Add(new Extension
        {
            Url = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-templateExtract",
            Extension = [new Extension("template", new ResourceReference("#p"))],
        });
        var response = new QuestionnaireResponse { Id = "r", Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed };
        response.Item.Add(new() { LinkId = "a", Answer = [new() { Value = new FhirString("Uwase") }] });
        response.Item.AddRange(Enumerable.Range(0, 60).Select(_ => new QuestionnaireResponse.ItemComponent { LinkId = "b", Answer = [new() { Value = new FhirString(new string('a', 60) + "!") }] }));
        return new(questionnaire, response);
    }

}
