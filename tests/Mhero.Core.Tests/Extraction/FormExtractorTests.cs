using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Extraction.Plan;
using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Extraction;

public sealed class FormExtractorTests
{
    [Fact]
    public void Extract_ItemsInACircle_AreCutOff()
    {
        var group = new Questionnaire.ItemComponent { LinkId = "g", Type = Questionnaire.QuestionnaireItemType.Group };
        var last = group;
        for (var i = 0; i < QuestionnairePlan.MaxDepth + 5; i++)
        {
            var next = new Questionnaire.ItemComponent { LinkId = $"g{i}", Type = Questionnaire.QuestionnaireItemType.Group };
            last.Item.Add(next);
            last = next;
        }

        last.Item.Add(group);
        var result = FormExtractor.Extract(new(new Questionnaire { Item = [group] }, new QuestionnaireResponse { Item = [new() { LinkId = "g" }] }));

        Assert.Contains(ExtractionCodes.TooDeep, result.Codes());
    }

    [Fact]
    public void Extract_ItemThatContainsItself_IsALinkIdThatRepeats()
    {
        var group = new Questionnaire.ItemComponent { LinkId = "g", Type = Questionnaire.QuestionnaireItemType.Group };
        group.Item.Add(group);

        var result = FormExtractor.Extract(new(new Questionnaire { Item = [group] }, new QuestionnaireResponse()));

        Assert.Contains(ExtractionCodes.LinkIdRepeated, result.Codes());
    }

    [Fact]
    public void Extract_EmptyResources_ReportsAndDoesNotThrow()
    {
        var result = FormExtractor.Extract(new(new Questionnaire(), new QuestionnaireResponse()));

        Assert.Empty(result.Bundle.Entry);
        Assert.Equal([ExtractionCodes.NothingExtracted], result.Codes());
        Assert.False(result.HasErrors);
    }

    [Fact]
    public void Extract_SameQuestionnaireObject_IsCompiledOnce()
    {
        var input = Forms.Case("template", "values");
        var plan = QuestionnairePlan.Of(input.Questionnaire, default);

        for (var i = 0; i < 100; i++)
        {
            FormExtractor.Extract(input);
        }

        Assert.Same(plan, QuestionnairePlan.Of(input.Questionnaire, default));
        Assert.NotSame(plan, QuestionnairePlan.Of((Questionnaire)input.Questionnaire.DeepCopy(), default));
    }

    [Fact]
    public async System.Threading.Tasks.Task Extract_ByManyThreads_IsTheSame()
    {
        var input = Forms.Case("template", "allocated-ids");
        var expected = FhirJson.Serialize(FormExtractor.Extract(input).Bundle);

        var all = await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, 16).Select(_ => System.Threading.Tasks.Task.Run(() => FhirJson.Serialize(FormExtractor.Extract(input).Bundle))));

        Assert.All(all, bundle => Assert.Equal(expected, bundle));
    }

    [Fact]
    public void Extract_AnotherSeed_GivesOtherIdsAndTheSameKeys()
    {
        var input = Forms.Case("template", "allocated-ids");

        var (one, other) = (FormExtractor.Extract(input), FormExtractor.Extract(input with { Seed = "another" }));

        Assert.Equal(one.Keys, other.Keys);
        Assert.Empty(one.Bundle.Entry.Select(entry => entry.FullUrl).Intersect(other.Bundle.Entry.Select(entry => entry.FullUrl)));
    }

    [Fact]
    public void Extract_ResponseReference_IsWhatObservationsDeriveFrom()
    {
        var input = Forms.Case("observation", "entry") with { ResponseReference = new ResourceReference("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0") };

        Assert.Equal("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", FormExtractor.Extract(input).Of<Observation>().DerivedFrom.Single().Reference);
    }

    [Fact]
    public void Extract_Issues_CarryTheCodeItsSystemAndOnePlace()
    {
        var result = FormExtractor.Extract(Forms.Case("bad-input", "expressions"));

        Assert.True(result.HasErrors);
        Assert.All(result.Outcome.Issue, issue =>
        {
            Assert.Equal(MheroSystems.IssueCodes, issue.Details!.Coding.Single().System);
            Assert.Single(issue.Expression);
            Assert.NotEmpty(issue.Diagnostics!);
        });
    }

    /// <summary>What people answered is never quoted, however an extraction fails on it.</summary>
    [Fact]
    public void Extract_AnswerThatFits_Nowhere_IsNotQuoted()
    {
        var input = Forms.Case("bad-input", "wrong-types", response => response["item"]![0]!["answer"]![0]!["valueString"] = "Uwase 0788123456");

        var result = FormExtractor.Extract(input);

        Assert.NotEmpty(result.Outcome.Issue);
        Assert.All(result.Outcome.Issue, issue => Assert.DoesNotContain("Uwase", issue.Diagnostics, StringComparison.Ordinal));
    }

    /// <summary>Whatever text stands in for an expression: a result, valid or with an issue, and never an exception.</summary>
    [Property(MaxTest = 300)]
    public Property Extract_AnyExpression_NeverThrows()
    {
        var parts = Gen.Elements("item", ".answer", ".value", "(", ")", "%resource", "%x", "'a'", "1", " + ", " = ", ".first()", "[0]", "{}", " | ", "now()", "@2020", " and ", ".where(", "$this", "\\", "/", "99999999999999");
        var expressions = Gen.ArrayOf(parts).Select(string.Concat);
        return Prop.ForAll(expressions.ToArbitrary(), expression =>
        {
            var input = Forms.Case("template", "several-for-one");
            var family = ((Practitioner)input.Questionnaire.Contained[0]).Name[0].FamilyElement!;
            family.Extension[0].Value = new FhirString(expression);

            var result = FormExtractor.Extract(input);

            Assert.All(result.Bundle.Entry, entry => Assert.Empty(ResourceRules.Check(entry.Resource!)));
            return true;
        });
    }

    /// <summary>Ids depend on where a thing is and not on how its parts are glued together.</summary>
    [Property]
    public bool Urn_OtherParts_IsAnother(NonNull<string> a, NonNull<string> b) =>
        StableId.Urn(a.Get, b.Get) == StableId.Urn(a.Get, b.Get)
        && StableId.Urn(a.Get + b.Get, "") != StableId.Urn(a.Get, b.Get + "x")
        && (b.Get.Length == 0 || StableId.Urn(a.Get, b.Get) != StableId.Urn(a.Get + b.Get, ""));

    [Fact]
    public void Of_AnyParts_IsAUuidOfVersionFive()
    {
        var id = StableId.Of("a", "b");

        Assert.Equal(5, id.Version);
        Assert.InRange(id.Variant, 8, 11);
    }
}
