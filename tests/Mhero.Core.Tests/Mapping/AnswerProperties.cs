using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Tests.Mapping;

public class AnswerProperties
{
    private const string Key = "answer";

    private static readonly Guid Contact = new("1303ae08-dcb6-4ba3-a042-35917423ec53");
    private static readonly RunToQuestionnaireResponse Sut = new(new RunMappingOptions());
    private static readonly PlaceIndex Places = new([new Location { Id = "gasabo", Name = "Gasabo" }, new Location { Id = "a", Name = "Duplicate" }, new Location { Id = "b", Name = "Duplicate" }]);

    private static readonly Questionnaire[] Questionnaires =
    [
        .. Enum.GetValues<ItemType>().Where(t => t is not (ItemType.Group or ItemType.Display)).Select(t => Ask(new() { Type = t })),
        Ask(new() { Type = ItemType.Attachment, Repeats = true }),
        Ask(new() { Type = ItemType.Choice, AnswerOption = [Option("1", "Yes"), Option("2", "No"), Option("9", "Other")] }),
        Ask(new() { Type = ItemType.OpenChoice, AnswerOption = [Option("1", "Yes"), Option("2", "No")] }),
        Ask(new() { Type = ItemType.Choice, AnswerOption = [new() { Value = new Integer(1) }, new() { Value = new FhirString("Red") }, new() { Value = new Date("2024-02-29") }] }),
        Ask(new() { Type = ItemType.OpenChoice, AnswerValueSet = "http://example.org/elsewhere" }),
        Ask(new() { Type = ItemType.Group }),
        Ask(new() { Type = ItemType.Display }),
        new() { Url = "http://example.org/q" },
    ];

    /// <summary>Texts near to what each type takes, and any others.</summary>
    private static readonly Gen<string?> Values = Gen.OneOf(
        Gen.Elements<string?>(
            null, "", " ", "25", "31.50", "-0.0", "+7", "007", "9999999999", "1e3", "0.12345678901234567890123456789", ".5", "5.", "1,234", "yes", "NO", "true", "Non",
            "1977-06-23T15:34:00.000000-05:00", "1977-06-23T15:34:00.120000+14:00", "1977-06-23T15:34:00+15:00", "1977-06-23", "1977-02-30", "1977-13", "1977", "0000",
            "23-06-1977", "2024-02-29 10:00", "2024-02-29T10:00Z", "22:00:00.000000", "24:00:00", "7:30", "22:00:00.25", "1", "2", "Red", "red", "Gasabo", "Rwanda > Gasabo",
            "Duplicate", " > ", "https://example.org/a.jpg", "here\nhttps://example.org/a.jpg\nhttps://example.org/b", "image/jpeg:https://example.org/a", "image:http://x/y z",
            "geo:-1.95,30.06", "-1.95,30.06", "91,0", "mailto:a@example.org", "/home", "a:b", "x:\u0001", "\uD800", "\uFFFF", "\u00A0", "tab\there", "line\r\nline", "𝟙𝟚"),
        ArbMap.Default.GeneratorFor<string?>());

    private static readonly Gen<string?> Categories = Gen.OneOf(
        Gen.Elements<string?>(null, "", "Other", "No Response", "Timeout", "All Responses", "Has Number", "Yes", "No", "Red", "otHer ", "Réd"),
        ArbMap.Default.GeneratorFor<string?>());

    [Property(MaxTest = 5000)]
    public Property Map_AnyAnswerToAnyItem_IsKeptAndValid() =>
        Prop.ForAll(Values.Zip(Categories).Zip(Gen.Elements(Questionnaires)).ToArbitrary(), given =>
        {
            var ((value, category), questionnaire) = given;
            var result = Map(questionnaire, value, category);

            AnswersAgree.Check(questionnaire, result.Value);
            var text = Printable(value);
            Assert.True(text.Length == 0 || Says(questionnaire, result.Value, text) || SaysNumber(questionnaire, result.Value, text), $"'{value}' in '{category}' was lost");
            Assert.All(result.Issues, issue => Assert.Equal("run.values." + Key, issue.Path));
        });

    [Property(MaxTest = 2000)]
    public Property Map_WhatTheFlowDidNotUnderstand_IsNeverTyped() =>
        Prop.ForAll(Values.Zip(Gen.Elements("Other", "No Response")).Zip(Gen.Elements(Questionnaires)).ToArbitrary(), given =>
        {
            var ((value, category), questionnaire) = given;
            foreach (var answer in Map(questionnaire, value, category).Value.Item.SelectMany(i => i.Answer))
            {
                var isOther = answer.Value is Coding { Code: "9" };
                Assert.True(
                    isOther || answer.Value is FhirString or FhirUri { Value: null } or Attachment or ResourceReference { Reference: null } or Coding { Code: null }
                        or Quantity { Value: null } or Date { Value: null } or PrimitiveType { JsonValue: null },
                    answer.Value?.TypeName);
            }
        });

    [Property(MaxTest = 500)]
    public Property Map_InputOfAnyKind_ChangesNothing() =>
        Prop.ForAll(Values.Zip(Categories).Zip(Gen.Elements(Questionnaires)).ToArbitrary(), given =>
        {
            var ((value, category), questionnaire) = given;
            return Map(questionnaire, value, category).Value.IsExactly(Map(questionnaire, value, category, "12 Red yes").Value);
        });

    /// <summary>Digits of another script, groups of thousands and a decimal comma are not kept where the number is.</summary>
    private static bool SaysNumber(Questionnaire questionnaire, QuestionnaireResponse response, string text) =>
        (NumberText.Read(text) ?? NumberText.ReadWhole(text)) is { } number && Says(questionnaire, response, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static MappingResult<QuestionnaireResponse> Map(Questionnaire questionnaire, string? value, string? category, string? input = null)
    {
        var run = new FlowRun
        {
            Uuid = new Guid("4f3c1a2b-5be5-46fe-88bc-34fdf00d5e61"),
            Contact = new RunContact { Uuid = Contact },
            ExitType = "completed",
            ExitedOn = DateTimeOffset.UnixEpoch,
            Values = new Dictionary<string, RunValue> { [Key] = new() { Name = "Answer", Value = value, Category = category, Input = input } },
        };
        return Sut.Map(new RunSource(run, questionnaire, new RunPeople(RunPeople.Unknown(Contact)), Places));
    }

    private static Questionnaire Ask(Questionnaire.ItemComponent item)
    {
        item.LinkId = Key;
        item.Text = "What?";
        return new Questionnaire { Url = "http://example.org/q", Version = "1", Item = [item] };
    }

    private static Questionnaire.AnswerOptionComponent Option(string code, string display) => new() { Value = new Coding("http://example.org/c", code, display) };

    /// <summary>Whether something in the response says all that the text did.</summary>
    private static bool Says(Questionnaire questionnaire, QuestionnaireResponse response, string text)
    {
        // The category is the answer to a choice; the words by which RapidPro found it are not.
        var options = questionnaire.Item.SelectMany(i => i.AnswerOption).Select(o => o.Value).ToList();
        if (response.Item.SelectMany(i => i.Answer).Any(a => options.Exists(o => o!.IsExactly(a.Value))))
        {
            return true;
        }

        var said = Strings(MappingJson.Write(response)).Select(Printable).ToList();
        if (said.Contains(text) || response.Item.SelectMany(i => i.Answer).Any(a => MeansSame(a.Value, text)))
        {
            return true;
        }

        // Media: line by line, without the word that says what the address is of.
        return text.Split('\n').Select(l => l.Trim()).All(line =>
            said.Exists(s => s.Length > 0 && (s.Split('\n').Contains(line) || line.EndsWith(":" + s, StringComparison.Ordinal) || s == "geo:" + line.Replace(" ", "", StringComparison.Ordinal))));
    }

    private static bool MeansSame(DataType? value, string text) => value switch
    {
        PrimitiveType { JsonValue: null } => false,
        FhirBoolean => true,
        Integer number => decimal.Parse(text, CultureInfo.InvariantCulture) == number.Value,
        FhirDecimal number => decimal.Parse(text, CultureInfo.InvariantCulture) == number.Value,
        Quantity { Value: { } number } => number == decimal.Parse(text, CultureInfo.InvariantCulture),
        Date date => text.StartsWith(date.Value!, StringComparison.Ordinal),
        FhirDateTime time => DateTimeOffset.Parse(time.Value!.PadRight(10, '1'), CultureInfo.InvariantCulture) == DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) || text == time.Value,
        Time time => time.Value!.StartsWith(text.TrimEnd('0').TrimEnd('.'), StringComparison.Ordinal),
        _ => false,
    };

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Strings(m.Value)),
        JsonArray list => list.SelectMany(Strings),
        JsonValue value when value.TryGetValue(out string? text) => [text],
        _ => [],
    };

    /// <summary>A text as JSON and XML can carry it.</summary>
    private static string Printable(string? text) =>
        string.Concat((text ?? "").EnumerateRunes().Where(r => !(Rune.IsControl(r) && r.Value is not ('\n' or '\r' or '\t')) && r.Value is not (0xFFFE or 0xFFFF))).Trim();
}
