using Hl7.Fhir.Model;
using Mhero.Core.Authoring;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Flows;
using Mhero.Simulator;
using static Hl7.Fhir.Model.Questionnaire;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>The parts of an authored flow beside the single question: order, conditions, languages, consent, known values, the webhook.</summary>
public sealed class AuthoredFlowTests
{
    [Theory]
    [InlineData("1", "31-01-2026", "37.5", 4)]
    [InlineData("2", null, null, 2)]
    public async Task Conditions_OfItemsAndGroups_DecideWhatIsAsked(string ill, string? since, string? temperature, int messages)
    {
        var flow = new PlayedFlow(Forms.Of(
            Forms.Item("ill", QuestionnaireItemType.Boolean, "Are you ill?", true),
            Forms.Item("details", QuestionnaireItemType.Group, "Illness").When("ill", QuestionnaireItemOperator.Equal, new FhirBoolean(true)).WithItems(
                Forms.Item("since", QuestionnaireItemType.Date, "Since when?", true),
                Forms.Item("temperature", QuestionnaireItemType.Decimal, "What temperature?", true).When("since", QuestionnaireItemOperator.GreaterThan, new Date("2026-01-30")))));

        var play = await flow.PlayAsync(new[] { ill, since, temperature }.OfType<string>());

        Assert.Equal(messages, play.Messages.Count);
        Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response));
        Assert.Equal(temperature is null ? [] : [temperature], play.Answers("temperature"));
        Assert.Equal(since is null ? ["ill"] : ["ill", "details"], play.Response.Item.Select(i => i.LinkId));
    }

    [Theory]
    [InlineData(EnableWhenBehavior.All, "1", "5", false)]
    [InlineData(EnableWhenBehavior.All, "1", "50", true)]
    [InlineData(EnableWhenBehavior.Any, "1", "5", true)]
    [InlineData(EnableWhenBehavior.Any, "2", "50", true)]
    [InlineData(EnableWhenBehavior.Any, "2", "5", false)]
    public async Task Conditions_AllAndAny_AreTested(EnableWhenBehavior behavior, string sex, string age, bool isAsked)
    {
        var item = Forms.Item("test", QuestionnaireItemType.String, "Which test?", true)
            .When("sex", QuestionnaireItemOperator.Equal, new Coding(Forms.Codes, "c1"))
            .When("age", QuestionnaireItemOperator.GreaterOrEqual, new Integer(50));
        item.EnableBehavior = behavior;
        var flow = new PlayedFlow(Forms.Of(Forms.Choice("sex", "Sex?", "Female", "Male"), Forms.Item("age", QuestionnaireItemType.Integer, "Age?", true), item));

        var play = await flow.PlayAsync(isAsked ? [sex, age, "blood"] : [sex, age]);

        Assert.Equal("completed", play.Run.ExitType);
        Assert.Equal(isAsked ? ["blood"] : [], play.Answers("test"));
        Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response));
    }

    public static TheoryData<string, QuestionnaireItemOperator, string, bool> Comparisons => new()
    {
        { "number", QuestionnaireItemOperator.Equal, "7", true }, { "number", QuestionnaireItemOperator.Equal, "8", false },
        { "number", QuestionnaireItemOperator.NotEqual, "8", true }, { "number", QuestionnaireItemOperator.NotEqual, "7", false }, { "number", QuestionnaireItemOperator.NotEqual, "X", false },
        { "number", QuestionnaireItemOperator.GreaterThan, "8", true }, { "number", QuestionnaireItemOperator.GreaterThan, "7", false },
        { "number", QuestionnaireItemOperator.GreaterOrEqual, "7", true }, { "number", QuestionnaireItemOperator.GreaterOrEqual, "6", false },
        { "number", QuestionnaireItemOperator.LessThan, "6", true }, { "number", QuestionnaireItemOperator.LessThan, "7", false },
        { "number", QuestionnaireItemOperator.LessOrEqual, "7", true }, { "number", QuestionnaireItemOperator.LessOrEqual, "X", false },
        { "day", QuestionnaireItemOperator.Equal, "01-05-2026", true }, { "day", QuestionnaireItemOperator.Equal, "02-05-2026", false },
        { "day", QuestionnaireItemOperator.NotEqual, "02-05-2026", true }, { "day", QuestionnaireItemOperator.NotEqual, "01-05-2026", false }, { "day", QuestionnaireItemOperator.NotEqual, "30-04-2026", true },
        { "day", QuestionnaireItemOperator.GreaterThan, "02-05-2026", true }, { "day", QuestionnaireItemOperator.GreaterThan, "01-05-2026", false },
        { "day", QuestionnaireItemOperator.GreaterOrEqual, "01-05-2026", true }, { "day", QuestionnaireItemOperator.GreaterOrEqual, "30-04-2026", false },
        { "day", QuestionnaireItemOperator.LessThan, "30-04-2026", true }, { "day", QuestionnaireItemOperator.LessThan, "01-05-2026", false },
        { "day", QuestionnaireItemOperator.LessOrEqual, "01-05-2026", true }, { "day", QuestionnaireItemOperator.LessOrEqual, "02-05-2026", false }, { "day", QuestionnaireItemOperator.LessOrEqual, "0", false },
        { "text", QuestionnaireItemOperator.Equal, "a@b", true }, { "text", QuestionnaireItemOperator.Equal, "a@c", false },
        { "text", QuestionnaireItemOperator.NotEqual, "a@c", true }, { "text", QuestionnaireItemOperator.NotEqual, "a@b", false },
        { "text", QuestionnaireItemOperator.Exists, "x", true }, { "text", QuestionnaireItemOperator.Exists, "0", false },
        { "choice", QuestionnaireItemOperator.Equal, "2", true }, { "choice", QuestionnaireItemOperator.Equal, "1", false },
        { "choice", QuestionnaireItemOperator.NotEqual, "1", true }, { "choice", QuestionnaireItemOperator.NotEqual, "2", false }, { "choice", QuestionnaireItemOperator.NotEqual, "0", false },
        { "many", QuestionnaireItemOperator.Equal, "1 2", true }, { "many", QuestionnaireItemOperator.Equal, "1 3", false },
        { "many", QuestionnaireItemOperator.NotEqual, "1 2", true }, { "many", QuestionnaireItemOperator.NotEqual, "2", false },
        { "many", QuestionnaireItemOperator.Exists, "3", true }, { "many", QuestionnaireItemOperator.Exists, "0", false },
    };

    [Theory]
    [MemberData(nameof(Comparisons))]
    public async Task Condition_EachOperator_IsThatOfFhir(string kind, QuestionnaireItemOperator how, string answer, bool isMet)
    {
        var (question, compared) = kind switch
        {
            "number" => (Forms.Item("q", QuestionnaireItemType.Integer, "How many?"), (DataType)new Integer(7)),
            "day" => (Forms.Item("q", QuestionnaireItemType.Date, "When?"), new Date("2026-05-01")),
            "text" => (Forms.Item("q", QuestionnaireItemType.String, "Address?"), new FhirString("a@b")),
            _ => (Forms.Item("q", QuestionnaireItemType.Choice, "Which?").WithOptions("Red", "Green", "Blue"), new Coding(Forms.Codes, "c2")),
        };
        question.Repeats = kind is "many" ? true : null;
        var flow = new PlayedFlow(Forms.Of(question, Forms.Item("then", QuestionnaireItemType.String, "Why?", true).When("q", how, how == QuestionnaireItemOperator.Exists ? new FhirBoolean(true) : compared)));

        var play = await flow.PlayAsync(isMet ? [answer, "because"] : [answer]);

        Assert.Equal("completed", play.Run.ExitType);
        Assert.Equal(isMet ? ["because"] : [], play.Answers("then"));
        Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response));
    }

    [Fact]
    public async Task LinkIds_ThatAreNoKeys_ComeBackAsTheyAre()
    {
        var flow = new PlayedFlow(Forms.Of(
            Forms.Item("1", QuestionnaireItemType.Group, "Part one").WithItems(Forms.Item("1.1", QuestionnaireItemType.Integer, "First?", true), Forms.Item("1-1", QuestionnaireItemType.Integer, "Second?", true)),
            Forms.Item("/8310-5", QuestionnaireItemType.Integer, "Third?", true),
            Forms.Item("Case ID", QuestionnaireItemType.String, "Fourth?", true),
            Forms.Item("mhero_questionnaire", QuestionnaireItemType.Integer, "Fifth?", true),
            Forms.Item("ቁጥር", QuestionnaireItemType.Integer, "Sixth?", true)));

        var play = await flow.PlayAsync(["1", "2", "3", "four", "5", "6"]);

        Assert.Equal(["1"], play.Answers("1.1"));
        Assert.Equal(["2"], play.Answers("1-1"));
        Assert.Equal(["3"], play.Answers("/8310-5"));
        Assert.Equal(["four"], play.Answers("Case ID"));
        Assert.Equal(["5"], play.Answers("mhero_questionnaire"));
        Assert.Equal(["6"], play.Answers("ቁጥር"));
        Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response));
        Assert.Empty(play.Issues);
        Assert.Equal("http://example.org/fhir/Questionnaire/authored|2", play.Run.Values["mhero_questionnaire"].Value);
    }

    [Theory]
    [InlineData("fra", "Rouge", "Envoyez le numéro d'une des réponses.", "Passer")]
    [InlineData("eng", "Red", "Please send the number of one of the answers.", "Skip")]
    public async Task Languages_TheContactsOwn_IsSpokenAndUnderstood(string language, string red, string explanation, string skip)
    {
        var item = Forms.Item("colour", QuestionnaireItemType.Choice, "Which colour?");
        item.TextElement!.Translated("fr", "Quelle couleur ?");
        item.AnswerOption =
        [
            new() { Value = new Coding(Forms.Codes, "g") { DisplayElement = new FhirString("Green").Translated("fr", "Vert") } },
            new() { Value = new Coding(Forms.Codes, "r") { DisplayElement = new FhirString("Red").Translated("fr", "Rouge") } },
        ];
        var flow = new PlayedFlow(Forms.Of(item));

        var play = await flow.PlayAsync(["bleu", red], language);

        Assert.Equal($"{(language == "fra" ? "Quelle couleur ?\n1 Vert" : "Which colour?\n1 Green")}\n2 {red}\n0 {skip}", play.Messages[0]);
        Assert.StartsWith(explanation, play.Messages[1], StringComparison.Ordinal);
        Assert.Equal([$"{Forms.Codes}|r"], play.Answers("colour"));
        Assert.Equal("Red", play.Run.Values["colour"].Category);
    }

    [Theory]
    [InlineData("1", 3)]
    [InlineData("2", 2)]
    public async Task Consent_WithoutAYes_AsksNothingElse(string consent, int messages)
    {
        var options = PlayedFlow.Quiet with
        {
            Opening = new Dictionary<string, string> { ["en"] = "Hello from the ministry @ Kigali." },
            Consent = new Dictionary<string, string> { ["en"] = "May we ask?" },
        };
        var flow = new PlayedFlow(Forms.Of(Forms.Item("age", QuestionnaireItemType.Integer, "Age?", true)), options);

        var play = await flow.PlayAsync(consent == "1" ? ["1", "30"] : ["2"]);

        Assert.Equal(["Hello from the ministry @ Kigali.", "May we ask?\n1 Yes\n2 No"], play.Messages.Take(2));
        Assert.Equal(messages + 1, play.Messages.Count);
        Assert.Equal(consent == "1" ? ["30"] : [], play.Answers("age"));
        Assert.Equal("completed", play.Run.ExitType);
    }

    [Fact]
    public async Task KnownValues_HiddenAndConfirmed_ComeFromTheContact()
    {
        var hidden = Forms.Item("cadre", QuestionnaireItemType.String, "Cadre").With(QuestionnaireExtensions.Hidden, new FhirBoolean(true)).With(QuestionnaireExtensions.RapidProExpression, new FhirString("@fields.cadre"));
        var kind = Forms.Item("kind", QuestionnaireItemType.Choice, "Kind").WithOptions("Routine", "Outbreak");
        kind.ReadOnly = true;
        kind.Initial = [new InitialComponent { Value = new Coding(Forms.Codes, "c2") }];
        var flow = new PlayedFlow(Forms.Of(hidden, kind, Forms.Item("facility", QuestionnaireItemType.String, "Facility?", true).With(QuestionnaireExtensions.RapidProExpression, new FhirString("@fields.facility"))));
        var fields = new Dictionary<string, string?> { ["cadre"] = "Nurse", ["facility"] = "Remera" };

        var confirmed = await flow.PlayAsync(["1"], fields: fields);
        var corrected = await flow.PlayAsync(["2", "Kimironko"], fields: fields);
        var unknown = await flow.PlayAsync(["Kimironko"]);

        Assert.Equal("Facility? Is this right: Remera?\n1 Yes\n2 No", confirmed.Messages[0]);
        Assert.Equal("Facility?", unknown.Messages[0]);
        Assert.Equal(["Remera"], confirmed.Answers("facility"));
        Assert.Equal(["Kimironko"], corrected.Answers("facility"));
        Assert.Equal(["Kimironko"], unknown.Answers("facility"));
        Assert.Equal(["Nurse"], confirmed.Answers("cadre"));
        Assert.Empty(unknown.Answers("cadre"));
        Assert.All([confirmed, corrected, unknown], play => Assert.Equal([$"{Forms.Codes}|c2"], play.Answers("kind")));
    }

    [Theory]
    [InlineData(new[] { "1", "2", "1" }, new[] { "c1", "c3" })]
    [InlineData(new[] { "2", "2", "2" }, new string[0])]
    [InlineData(new[] { "no", "maybe", "yes", "2" }, new[] { "c2" })]
    public async Task Selection_OneByOne_HasEachOptionWithAYes(string[] texts, string[] codes)
    {
        var item = Forms.Item("symptoms", QuestionnaireItemType.Choice, "Do you have").WithOptions("fever?", "cough?", "pain?");
        item.Repeats = true;
        var flow = new PlayedFlow(Forms.Of(item), PlayedFlow.Quiet with { Selection = SelectionStyle.OneByOne });

        var play = await flow.PlayAsync(texts);

        Assert.Equal("Do you have fever?\n1 Yes\n2 No", play.Messages[0]);
        Assert.Equal(codes.Select(code => $"{Forms.Codes}|{code}"), play.Answers("symptoms"));
        Assert.Equal("completed", play.Run.ExitType);
    }

    [Fact]
    public async Task NestedItems_OfAnAnswer_AreAskedAfterIt()
    {
        var flow = new PlayedFlow(Forms.Of(Forms.Item("drug", QuestionnaireItemType.String, "Which drug?").WithItems(Forms.Item("dose", QuestionnaireItemType.Integer, "Which dose?", true))));

        var taken = await flow.PlayAsync(["aspirin", "500"]);
        var none = await flow.PlayAsync(["0"]);

        Assert.Equal(["500"], taken.Answers("dose"));
        Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, taken.Response));
        Assert.Empty(none.Response.Item);
        Assert.Equal("completed", none.Run.ExitType);
    }

    [Fact]
    public async Task ValueSet_GivenWithItsExpansion_IsListedAndCoded()
    {
        var item = Forms.Item("vaccine", QuestionnaireItemType.Choice, "Which vaccine?", true);
        item.AnswerValueSet = "http://example.org/fhir/ValueSet/vaccines|1";
        var set = new ValueSet { Url = "http://example.org/fhir/ValueSet/vaccines", Status = PublicationStatus.Active, Expansion = new() { Timestamp = "2026-01-01", Contains = [new() { System = Forms.Codes, Code = "bcg", Display = "BCG" }, new() { System = Forms.Codes, Code = "opv", Display = "Polio" }] } };
        var flow = new PlayedFlow(Forms.Of(item), valueSets: [set]);

        var play = await flow.PlayAsync(["polio"]);

        Assert.Equal("Which vaccine?\n1 BCG\n2 Polio", play.Messages[0]);
        Assert.Equal([$"{Forms.Codes}|opv"], play.Answers("vaccine"));
    }

    [Fact]
    public async Task Webhook_AfterEachPageAndAtTheEnd_CarriesTheRun()
    {
        List<string> bodies = [];
        var items = Enumerable.Range(1, 5).Select(i => Forms.Item($"q{i}", QuestionnaireItemType.Integer, $"Number {i}?", true)).ToArray();
        var flow = new PlayedFlow(Forms.Of(items), PlayedFlow.Quiet with { Webhook = "http://127.0.0.1:1/api/rapidpro/webhook", PageSize = 2 });
        flow.Simulator.Workspace.BeforeWebhook = request => bodies.Add(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult());

        var play = await flow.PlayAsync(["1", "2", "3", "4", "5"]);

        Assert.Equal("completed", play.Run.ExitType);
        Assert.Equal([2, 4, 5], bodies.Select(body => ((JsonObject)JsonNode.Parse(body)!["results"]!).Count(r => r.Key.StartsWith('q'))));
        Assert.All(bodies, body => Assert.Equal(play.Run.Uuid.ToString(), (string?)JsonNode.Parse(body)!["run"]!["uuid"]));
        Assert.Equal([null, null, "completed"], bodies.Select(body => (string?)JsonNode.Parse(body)!["run"]!["status"]));
        Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response));
    }

    [Theory]
    [InlineData("2", false)]
    [InlineData("3", true)]
    public async Task Version_OfTheRegisteredQuestionnaire_IsComparedWithTheAuthoredOne(string version, bool isOther)
    {
        var flow = new PlayedFlow(Forms.Of(Forms.Item("age", QuestionnaireItemType.Integer, "Age?", true)));
        flow.Registered = (Questionnaire)flow.Registered.DeepCopy();
        flow.Registered.Version = version;

        var play = await flow.PlayAsync(["30"]);

        Assert.Equal(["30"], play.Answers("age"));
        Assert.Equal(isOther, play.Issues.Any(i => i.Code == "MH2614"));
    }

    /// <summary>RapidPro's value of a date has a time of day and its own form; who skipped a question wrote a sign that is no answer.</summary>
    [Fact]
    public async Task Summary_DatesAndTimesAsPeopleWriteThem_AndADashForWhatWasSkipped()
    {
        var flow = new PlayedFlow(
            Forms.Of(
                Forms.Item("day", QuestionnaireItemType.Date, "Which day?", true), Forms.Item("at", QuestionnaireItemType.DateTime, "When?", true), Forms.Item("hour", QuestionnaireItemType.Time, "What time?", true),
                Forms.Item("next", QuestionnaireItemType.Date, "Next?"), Forms.Item("left", QuestionnaireItemType.Integer, "Tests left?")),
            PlayedFlow.Quiet with { Summary = true });

        var play = await flow.PlayAsync(["2/3/2026", "02-03-2026 14:05", "9:30", "0", "X"]);
        var wrong = await flow.PlayAsync(["soon", "soon", "soon", "02-03-2026 14:05", "9:30", "3-3-2026", "0"]);

        Assert.Equal("Thank you. Your answers are recorded.\nWhich day: 02-03-2026\nWhen: 02-03-2026 14:05\nWhat time: 09:30\nNext: -\nTests left: -", play.Messages[^1]);
        Assert.Equal("Thank you. Your answers are recorded.\nWhich day: soon\nWhen: 02-03-2026 14:05\nWhat time: 09:30\nNext: 03-03-2026\nTests left: 0", wrong.Messages[^1]);
        Assert.Equal(138, flow.Authored.Messages.Single(m => m.Path == "end").Length.Characters);
    }

    [Fact]
    public async Task Summary_ListsTheAnswersAndADashForNone()
    {
        var flow = new PlayedFlow(
            Forms.Of(Forms.Item("well", QuestionnaireItemType.Boolean, "Are you well?", true), Forms.Item("age", QuestionnaireItemType.Integer, "Your age?"), Forms.Item("why", QuestionnaireItemType.String, "Why?", true).When("well", QuestionnaireItemOperator.Equal, new FhirBoolean(false))),
            PlayedFlow.Quiet with { Summary = true });

        var play = await flow.PlayAsync(["1", "30"]);

        Assert.Equal("Thank you. Your answers are recorded.\nAre you well: Yes\nYour age: 30\nWhy: -", play.Messages[^1]);
    }

    [Theory]
    [InlineData(RapidProTarget.V7_4, RapidProProfile.V7_4)]
    [InlineData(RapidProTarget.V8, RapidProProfile.V7_4)]
    [InlineData(RapidProTarget.V9, RapidProProfile.V9_0)]
    [InlineData(RapidProTarget.V26, RapidProProfile.V26_3)]
    public async Task Keywords_OfEachRelease_StartTheFlow(RapidProTarget target, RapidProProfile profile)
    {
        var flow = new PlayedFlow(Forms.Of(Forms.Item("age", QuestionnaireItemType.Integer, "Age?", true)), PlayedFlow.Quiet with { Target = target, Keywords = ["Survey", "enquete"] }, profile);

        var survey = await flow.Simulator.Workspace.ReceiveAsync("tel:+250788000001", "SURVEY");
        var enquete = await flow.Simulator.Workspace.ReceiveAsync("tel:+250788000002", "enquete please");

        Assert.Equal("Age?", Assert.Single(survey).Text);
        Assert.Equal("Age?", Assert.Single(enquete).Text);
    }

    [Fact]
    public async Task Texts_BeforeAQuestion_AreOneMessageWithItWhereBothFit()
    {
        var longText = new string('x', 150);
        var flow = new PlayedFlow(Forms.Of(
            Forms.Item("g", QuestionnaireItemType.Group, "Your child").WithItems(Forms.Item("age", QuestionnaireItemType.Integer, "Age in months?", true)),
            Forms.Item("d", QuestionnaireItemType.Display, longText),
            Forms.Item("weight", QuestionnaireItemType.Integer, "Weight in grams?", true),
            Forms.Item("bye", QuestionnaireItemType.Display, "See you next month.")));

        var play = await flow.PlayAsync(["3", "4000"]);

        Assert.Equal(["Your child\nAge in months?", longText, "Weight in grams?", "See you next month.", "Thank you. Your answers are recorded."], play.Messages);
    }

    [Fact]
    public void GeneratedQuestionnaire_OfAnAuthoredFlow_HasTheQuestionsAlone()
    {
        var flow = new PlayedFlow(
            Forms.Of(Forms.Item("well", QuestionnaireItemType.Boolean, "Are you well?", true), Forms.Item("age", QuestionnaireItemType.Integer, "Your age?").WithBounds(new Integer(0), new Integer(120))),
            new AuthoringOptions());
        var definition = Assert.Single(FlowExport.Read(Encoding.UTF8.GetBytes(flow.Authored.Export)).Flows);

        var generated = new FlowToQuestionnaire(new FlowMappingOptions()).Map(new FlowSource(definition.ToFlow(), definition)).Value;
        var listed = new FlowToQuestionnaire(new FlowMappingOptions()).Map(new FlowSource(definition.ToFlow(), null)).Value;

        Assert.Equal([("well", QuestionnaireItemType.Choice, (bool?)true), ("age", QuestionnaireItemType.Integer, null)], generated.Item.Select(i => (i.LinkId!, i.Type!.Value, i.Required)));
        Assert.Equal(["well", "age"], listed.Item.Select(i => i.LinkId));
    }

    [Fact]
    public void Export_OfOneQuestionnaire_IsAlwaysTheSameAndHasUuidsOfVersion4()
    {
        var first = new PlayedFlow(Forms.Of(AllKinds())).Authored.Export;
        var second = new PlayedFlow(Forms.Of(AllKinds())).Authored.Export;

        Assert.Equal(first, second);
        var uuids = AnyUuid(first);
        Assert.True(uuids.Count > 100);
        Assert.All(uuids, uuid => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", uuid));
    }

    [Fact]
    public void Export_OfEveryKind_HasTheStructureThatImportChecks()
    {
        var export = new PlayedFlow(Forms.Of(AllKinds()), new AuthoringOptions { Consent = new Dictionary<string, string> { ["en"] = "May we ask?" } }).Authored.Export;

        Assert.Empty(ImportRules.Faults(export));
    }

    private static ItemComponent[] AllKinds()
    {
        ItemComponent[] items = [.. AnswerCases.All.Select(kind => (ItemComponent)kind.Value.Item.DeepCopy())];
        for (var i = 0; i < items.Length; i++)
        {
            items[i].LinkId = $"q{i}";
        }

        return items;
    }

    private static List<string> AnyUuid(string export) =>
        [.. System.Text.RegularExpressions.Regex.Matches(export, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").Select(m => m.Value)];
}
