using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Examples;

/// <summary>What mHero makes of the flows by itself, without the examples' own Questionnaires.</summary>
public sealed class ExampleGeneratedTests
{
    public static TheoryData<string> Examples => [.. Example.Names];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Flows_Generated_AskWhatTheOwnQuestionnaireAsksAndFitTheRuns(string name)
    {
        var example = new Example(name);
        var export = FlowExport.Read(Encoding.UTF8.GetBytes(example.Export.ToJsonString()));
        Assert.Empty(export.Refused);
        Assert.Equal(example.Flows.Count, export.Flows.Count);
        var questionnaires = export.Flows.ToDictionary(definition => definition.Uuid, definition =>
        {
            var generated = new FlowToQuestionnaire(new FlowMappingOptions()).Map(new FlowSource(definition.ToFlow(), definition)).Value;
            AnswersAgree.AssertStrict(generated);
            Assert.Equal(example.QuestionnaireOf(definition.Uuid.ToString()).Item.Select(item => item.LinkId).Order(), generated.Item.Select(item => item.LinkId).Order());
            return generated;
        });

        var mapper = new RunToQuestionnaireResponse(new RunMappingOptions());
        foreach (var run in example.Runs)
        {
            var mapped = mapper.Map(new RunSource(run, questionnaires[run.Flow!.Uuid], new RunPeople(RunPeople.Unknown(run.Contact!.Uuid)), PlaceIndex.Empty));
            Assert.Empty(mapped.Issues.Where(issue => issue.Severity != MappingSeverity.Information).Select(issue => $"{issue.Code} {issue.Path} {issue.Message}"));
            AnswersAgree.Check(questionnaires[run.Flow.Uuid], mapped.Value);
        }
    }
}
