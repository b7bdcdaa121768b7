using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Mhero.Core.Fhir;
using Item = Hl7.Fhir.Model.Questionnaire.ItemComponent;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Tests.Mapping;

/// <summary>The invariants of R4 Questionnaires that Firely's own validation leaves out, and its strict reading.</summary>
internal static partial class QuestionnaireRules
{
    private static readonly JsonSerializerOptions Strict =
        new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict);

    public static void AssertKept(Questionnaire questionnaire)
    {
        var json = FhirJson.Serialize(questionnaire);
        var read = JsonSerializer.Deserialize<Questionnaire>(json, Strict)!;
        Assert.True(read.IsExactly(questionnaire), "Strict reading gives another Questionnaire.");

        Assert.True(questionnaire.Name is null || Name().IsMatch(questionnaire.Name), "que-0");
        var linkIds = questionnaire.Item.Select(i => i.LinkId).ToList();
        Assert.Equal(linkIds.Distinct(), linkIds);
        for (var i = 0; i < questionnaire.Item.Count; i++)
        {
            AssertKept(questionnaire.Item[i], questionnaire.Item[..i]);
        }
    }

    private static void AssertKept(Item item, List<Item> before)
    {
        Assert.False(string.IsNullOrWhiteSpace(item.Text), $"{item.LinkId} has no text.");
        Assert.NotEqual(ItemType.Display, item.Type);
        Assert.Empty(item.Item);
        Assert.True(item.MaxLength is null || item.Type is ItemType.String or ItemType.Text, "que-10");
        Assert.True(item.AnswerOption.Count == 0 || item.Type is ItemType.Choice or ItemType.OpenChoice, "que-5 and the types of options");
        Assert.True(item.Type is not ItemType.Choice || item.AnswerOption.Count > 0, $"{item.LinkId} is a choice of nothing.");
        var codings = item.AnswerOption.Select(o => (Coding)o.Value).ToList();
        Assert.Equal(codings.Count, codings.DistinctBy(c => (c.System, c.Code)).Count());
        Assert.True(item.EnableWhen.Count < 2 || item.EnableBehavior is not null, "que-12");
        Assert.True(item.EnableWhen.Count == 0 || item.Required != true, $"{item.LinkId} is met by all and not by all.");
        foreach (var condition in item.EnableWhen)
        {
            Assert.Equal(Questionnaire.QuestionnaireItemOperator.Equal, condition.Operator);
            var asked = Assert.Single(before, i => i.LinkId == condition.Question);
            Assert.Contains(asked.AnswerOption, o => o.Value is Coding c && c.IsExactly(WithTranslations((Coding)condition.Answer!, c)));
        }

        foreach (var bound in item.Extension.Where(e => e.Url is QuestionnaireExtensions.MinValue or QuestionnaireExtensions.MaxValue))
        {
            Assert.Equal(item.Type.ToString(), bound.Value!.TypeName, ignoreCase: true);
        }
    }

    private static Coding WithTranslations(Coding answer, Coding option)
    {
        var copy = (Coding)answer.DeepCopy();
        copy.DisplayElement!.Extension = option.DisplayElement!.Extension;
        return copy;
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9_]{0,254}$")]
    private static partial Regex Name();
}
