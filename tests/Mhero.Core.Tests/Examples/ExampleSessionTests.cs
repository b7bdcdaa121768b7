using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Tests.Examples;

/// <summary>The answers of each use case give the same response items when they come as a FLOIP session.</summary>
public sealed class ExampleSessionTests
{
    private static readonly RunToQuestionnaireResponse ToResponse = new(new RunMappingOptions());

    public static TheoryData<string> Examples => [.. Example.Names];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Answers_AsAFloipSession_AreThoseOfTheRun(string name)
    {
        var example = new Example(name);
        foreach (var run in example.Runs)
        {
            var questionnaire = example.QuestionnaireOf(run.Flow!.Uuid.ToString());
            var people = new RunPeople(RunPeople.Unknown(run.Contact!.Uuid));
            var session = SessionOf(run, questionnaire);

            var expected = ToResponse.Map(new RunSource(run, questionnaire, people, PlaceIndex.Empty)).Value;
            var actual = ToResponse.Map(new RunSource(session.Run, questionnaire, people, PlaceIndex.Empty) { Session = session.Details }).Value;

            Assert.NotEmpty(actual.Item);
            Assert.Equal(ItemsOf(expected), ItemsOf(actual));
        }
    }

    private static SessionRun SessionOf(FlowRun run, Questionnaire questionnaire)
    {
        var types = questionnaire.Item.ToDictionary(i => i.LinkId!, i => i.Type);
        var package = new ResultsPackage
        {
            Id = "p",
            Title = run.Flow!.Name,
            Questions = [.. questionnaire.Item.Select(i => new ResultsQuestion(i.LinkId!, TypeOf(i.Type), i.Text ?? i.LinkId!) { Choices = ChoicesOf(i) })],
        };
        var rows = run.Values.Where(v => v.Value.Value is not null).Select((v, i) => new ResultsRow
        {
            RowId = $"{i}",
            SessionId = "s",
            ContactId = "c",
            QuestionId = v.Key,
            Time = v.Value.Time,
            Response = new RowResponse([IsChoice(types[v.Key]) && v.Value.Category is { } category and not "Other" ? category : v.Value.Value!], IsList: false),
        });
        return new SessionToRun().Map(new SessionSource("viamo", package, ResultsSession.Of("s", rows), SessionRules.Default, run.ModifiedOn!.Value.AddDays(9))).Value;
    }

    private static bool IsChoice(ItemType? type) => type is ItemType.Choice or ItemType.OpenChoice or ItemType.Boolean;

    private static ResultsQuestionType TypeOf(ItemType? type) => type switch
    {
        ItemType.Choice or ItemType.OpenChoice or ItemType.Boolean => ResultsQuestionType.SelectOne,
        ItemType.Integer or ItemType.Decimal or ItemType.Quantity => ResultsQuestionType.Numeric,
        ItemType.Date => ResultsQuestionType.Date,
        ItemType.DateTime => ResultsQuestionType.DateTime,
        ItemType.Attachment => ResultsQuestionType.Image,
        _ => ResultsQuestionType.Open,
    };

    private static List<string> ChoicesOf(Questionnaire.ItemComponent item) =>
        [.. item.AnswerOption.Select(o => o.GetStringExtension(QuestionnaireExtensions.RapidProCategory) ?? (o.Value as Coding)?.Display).OfType<string>()];

    private static string ItemsOf(QuestionnaireResponse response) =>
        System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(new QuestionnaireResponse { Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed, Item = response.Item }));
}
