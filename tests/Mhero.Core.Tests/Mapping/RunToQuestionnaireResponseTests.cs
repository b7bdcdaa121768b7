using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Tests.RapidPro;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;
using Status = Hl7.Fhir.Model.QuestionnaireResponse.QuestionnaireResponseStatus;

namespace Mhero.Core.Tests.Mapping;

public class RunToQuestionnaireResponseTests
{
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Guid Contact = new("1303ae08-dcb6-4ba3-a042-35917423ec53");
    private static readonly RunToQuestionnaireResponse Sut = new(new RunMappingOptions());

    /// <summary>The flow of the recorded runs.</summary>
    private static readonly Questionnaire Favorites = new()
    {
        Url = "http://mhero.org/fhir/Questionnaire/fbacab3f-963c-4e17-877e-25406c451846",
        Version = "12",
        Item =
        [
            Choice("color", "Red", "Green", "Blue", "Cyan"),
            Choice("beer", "Mutzig", "Primus", "Turbo King", "Skol"),
            new() { LinkId = "name", Text = "What is your name?", Type = ItemType.String },
        ],
    };

    private static readonly string[] RecordedRuns = [.. Recording.All
        .Where(r => r is { Endpoint: "runs", IsSuccess: true } && r.Body.GetProperty("results").GetArrayLength() > 0)
        .Select(r => r.Name)];

    public static TheoryData<string> Recordings => new(RecordedRuns);

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Map_RecordedRuns_AgreeWithTheirQuestionnaire(string recording)
    {
        foreach (var run in Read(recording))
        {
            var result = Map(run, Favorites);

            AnswersAgree.Check(Favorites, result.Value);
            Assert.Equal(run.Values.Keys.Order(), result.Value.Item.Select(i => i.LinkId).Order());
            Assert.Equal(run.ExitType switch { null => Status.InProgress, "completed" => Status.Completed, _ => Status.Stopped }, result.Value.Status);
            Assert.Equal(run.Start is not null, result.Value.Extension.Count > 0);
            Assert.All(result.Issues, i => Assert.Equal(MappingCodes.NotAnOption, i.Code));
            Assert.Equal(run.Values.Values.Count(v => v.Category == "Other"), result.Issues.Count);
        }
    }

    [Theory]
    [InlineData("2026-W47", "2026-11-16", "2026-11-22")]
    [InlineData("2026-02", "2026-02-01", "2026-02-28")]
    [InlineData("last week", null, null)]
    public void Map_ItemThatNamesTheReportPeriod_IsWrittenOnTheResponse(string answer, string? start, string? end)
    {
        var form = new Questionnaire
        {
            Url = "http://example.org/fhir/Questionnaire/weekly",
            Item = [new() { LinkId = "which", Type = ItemType.String, Extension = [new(QuestionnaireExtensions.ReportPeriodItem, new FhirBoolean(true))] }],
        };
        var run = new FlowRun { Uuid = Guid.NewGuid(), ExitType = "completed", Values = new Dictionary<string, RunValue> { ["which"] = new() { Value = answer, Category = "All Responses" } } };

        var period = Map(run, form).Value.GetExtensionValue<Period>(MheroSystems.ReportingPeriod);

        Assert.Equal((start, end), (period?.Start, period?.End));
    }

    [Fact]
    public void Map_QuestionnaireWithAReportPeriodOffset_IsCopiedToTheResponse()
    {
        var form = new Questionnaire { Url = "http://example.org/fhir/Questionnaire/weekly", Extension = [new(QuestionnaireExtensions.ReportPeriodOffset, new Integer(-1))] };

        var response = Map(new FlowRun { Uuid = Guid.NewGuid(), ExitType = "completed" }, form).Value;

        Assert.Equal(-1, response.GetExtensionValue<Integer>(QuestionnaireExtensions.ReportPeriodOffset)?.Value);
    }

    [Fact]
    public void Map_RecordedRuns_HaveSomeOfEachState() =>
        Assert.Superset(
            new HashSet<string?> { null, "completed", "expired", "interrupted" },
            RecordedRuns.SelectMany(Read).Select(r => r.ExitType).ToHashSet());

    [Theory]
    [InlineData("31.50")]
    [InlineData("37")]
    [InlineData("0.10")]
    public void Map_Decimal_KeepsItsDigits(string value)
    {
        var json = Encoding.UTF8.GetString(FhirJson.Serialize(Map(Run(("weight", value, null)), Ask("weight", ItemType.Decimal)).Value));

        Assert.Contains($"\"valueDecimal\":{value}}}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_ResultsInAnotherOrder_GivesTheSame()
    {
        var one = Run(("name", "Ryan", null), ("zeta", "1", null), ("color", "blue", "Blue"), ("alpha", "2", null));
        var other = Run(("alpha", "2", null), ("color", "blue", "Blue"), ("zeta", "1", null), ("name", "Ryan", null));

        Assert.Equal(FhirJson.Serialize(Map(one, Favorites).Value), FhirJson.Serialize(Map(other, Favorites).Value));
    }

    [Fact]
    public void Map_ByManyAtOnce_GivesTheSame()
    {
        var questionnaire = (Questionnaire)Favorites.DeepCopy();
        var expected = FhirJson.Serialize(Map(Run(("color", "blue", "Blue")), Favorites).Value);

        Parallel.For(0, 200, _ => Assert.Equal(expected, FhirJson.Serialize(Map(Run(("color", "blue", "Blue")), questionnaire).Value)));
    }

    [Fact]
    public void Map_ResponseChangedAfterwards_ChangesNothingElse()
    {
        var people = new RunPeople(RunPeople.Unknown(Contact), new ResourceReference("Location/1"));
        var source = new RunSource(Run(("color", "blue", "Blue")), Favorites, people, PlaceIndex.Empty);
        var first = Sut.Map(source).Value;
        ((Coding)first.Item[0].Answer[0].Value!).Code = "changed";
        first.Source!.Identifier!.Value = "changed";
        first.Subject!.Reference = "changed";

        var second = Sut.Map(source).Value;

        Assert.Equal("blue", ((Coding)second.Item[0].Answer[0].Value!).Code);
        Assert.Equal(Contact.ToString(), second.Source!.Identifier!.Value);
        Assert.Equal(Contact.ToString(), second.Author!.Identifier!.Value);
        Assert.Equal("Location/1", second.Subject!.Reference);
    }

    [Fact]
    public void Map_Issues_SayNothingThatThePersonSaid()
    {
        const string Secret = "zzqx";
        var questionnaire = new Questionnaire { Url = "http://example.org/q" };
        foreach (var type in Enum.GetValues<ItemType>())
        {
            questionnaire.Item.Add(new() { LinkId = type.ToString(), Type = type, MaxLength = 2 });
        }

        string[] keys = [.. questionnaire.Item.Select(i => i.LinkId!), "unknown"];
        var issues = new[] { "Other", Secret, null }.SelectMany(category => Map(Run([.. keys.Select(k => (k, Secret, category))]), questionnaire).Issues).ToList();

        Assert.True(issues.Count > keys.Length);
        Assert.All(issues, i => Assert.DoesNotContain(Secret, i.Message + i.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Map_QuestionnaireThatR4DoesNotKnow_KeepsEveryAnswer()
    {
        const string Json = """
            {"resourceType":"Questionnaire","url":"http://example.org/q","status":"live","item":[
              {"linkId":"coded","type":"coding","text":"R5","answerOption":[{"valueCoding":{"code":5}},{"valueString":7}]},
              {"type":"group","item":[{"linkId":"in","type":"integer","repeats":"yes","maxLength":"x","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueString":"many"}]}]},
              {"linkId":"none"},
              {"linkId":"unit","type":"quantity","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-unit","valueString":"kg"}]},
              {"linkId":"set","type":"choice","answerValueSet":"#nowhere"}]}
            """;
        var questionnaire = (Questionnaire)FhirJson.Parse(Encoding.UTF8.GetBytes(Json));

        var result = Map(Run(("coded", "red", "Red"), ("in", "3", null), ("none", "x", null), ("unit", "4", null), ("set", "y", null)), questionnaire);

        AnswersAgree.AssertStrict(result.Value);
        Assert.Equal(["coded", "in", "none", "unit", "set"], result.Value.Item.Select(i => i.LinkId));
        Assert.Equal([MappingCodes.UnitUnknown, MappingCodes.OptionsUnknown], result.Issues.Select(i => i.Code));
    }

    [Fact]
    public void Unknown_Contact_IsALogicalReference()
    {
        var reference = RunPeople.Unknown(Contact);

        Assert.Equal("Practitioner", reference.Type);
        Assert.Null(reference.Reference);
        Assert.Equal((MheroSystems.ContactUuid, Contact.ToString()), (reference.Identifier!.System, reference.Identifier.Value));
    }

    private static List<FlowRun> Read(string recording) => Recording.Named(recording).Body.GetProperty("results").Deserialize<List<FlowRun>>(Wire)!;

    private static MappingResult<QuestionnaireResponse> Map(FlowRun run, Questionnaire questionnaire) =>
        Sut.Map(new RunSource(run, questionnaire, new RunPeople(RunPeople.Unknown(Contact)), PlaceIndex.Empty));

    private static FlowRun Run(params (string Key, string Value, string? Category)[] values) => new()
    {
        Uuid = new Guid("3f473c1a-5be5-46fe-88bc-34fdf00d5e61"),
        Contact = new RunContact { Uuid = Contact },
        Values = values.ToDictionary(v => v.Key, v => new RunValue { Value = v.Value, Category = v.Category }),
    };

    private static Questionnaire Ask(string linkId, ItemType type) =>
        new() { Url = "http://example.org/q", Item = [new() { LinkId = linkId, Type = type }] };

    private static Questionnaire.ItemComponent Choice(string linkId, params string[] displays) => new()
    {
        LinkId = linkId,
        Text = linkId,
        Type = ItemType.Choice,
        AnswerOption = [.. displays.Select(d => new Questionnaire.AnswerOptionComponent { Value = new Coding("http://example.org/" + linkId, d.ToLowerInvariant().Replace(' ', '-'), d) })],
    };
}
