using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.Mapping;

/// <summary>The case <c>13-digits-of-other-scripts-in-own-questionnaire</c>.</summary>
public sealed class ReportedAnswerTests
{
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Theory]
    [InlineData("a", 34, "\u0663\u0664")]
    [InlineData("b", 1200, "1,200")]
    [InlineData("c", 1200, "1 200")]
    [InlineData("d", null, "12 children")]
    [InlineData("e", null, "o5")]
    [InlineData("g", 5, "+5")]
    [InlineData("h", 5, "05")]
    [InlineData("i", null, "3,5")]
    [InlineData("j", 5, "5.0")]
    public void Map_AnswerThatTheFlowDidNotTest_IsTypedOrKeptAsText(string item, int? number, string text)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "cases", "13-digits-of-other-scripts-in-own-questionnaire");
        var questionnaire = (Questionnaire)FhirJson.Parse(File.ReadAllBytes(Path.Combine(folder, "questionnaire.json")));
        var run = JsonSerializer.Deserialize<FlowRun>(File.ReadAllText(Path.Combine(folder, "run.json")), Wire)!;

        var result = new RunToQuestionnaireResponse(new RunMappingOptions()).Map(new RunSource(run, questionnaire, new RunPeople(RunPeople.Unknown(run.Contact!.Uuid)), PlaceIndex.Empty));

        Assert.Equal(text, run.Values[item].Value);
        var answer = (Integer)Assert.Single(result.Value.Item.Single(i => i.LinkId == item).Answer).Value!;
        Assert.Equal(number, answer.Value);
        if (number is null)
        {
            Assert.Equal(text, answer.GetStringExtension(QuestionnaireExtensions.OriginalText));
            Assert.Contains(result.Issues, issue => issue.Code == MappingCodes.AnswerNotTyped);
        }
    }
}
