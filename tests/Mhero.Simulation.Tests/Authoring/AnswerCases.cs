using FsCheck;
using FsCheck.Fluent;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>Every kind of question that a flow asks.</summary>
internal static class AnswerCases
{
    private static readonly string[] Options = ["Fever", "Dry cough", "Other", "2 or more", "Loss of taste and smell that came on within days", "Loss of taste and smell that came on within weeks"];
    private static readonly Gen<string> Words = Gen.Elements("none", "I don't know", "yes and no", "?", "...", "2 3", "3 or 4", "maybe 12", "99999999999999999999", "é", "ዛሬ");

    private static readonly Gen<DateOnly> Days = Gen.OneOf(Gen.Choose(0, 700), Gen.Elements(0, 700)).Select(i => new DateOnly(2025, 1, 1).AddDays(i));

    public static IReadOnlyDictionary<string, AnswerCase> All { get; } = new Dictionary<string, AnswerCase>
    {
        ["boolean"] = new(Forms.Item("b", QuestionnaireItemType.Boolean, "Are you well?", true),
            Gen.Elements(("1", "True"), ("2", "False"), ("yes", "True"), ("NO", "False"), (" Yes. ", "True"), ("2)", "False")).Select(One), Gen.OneOf(Words, Gen.Elements("3", "0", "1 2"))),
        ["integer"] = new(Forms.Item("i", QuestionnaireItemType.Integer, "How many?", true),
            Gen.Choose(-2000000, 2000000).Select(n => One((n.ToString(CultureInfo.InvariantCulture), n.ToString(CultureInfo.InvariantCulture)))), Gen.OneOf(Words, Gen.Elements("1.5", "1,5", "5-6", "12 cases", "+", "1 200"))),
        ["integer-bounded"] = new(Forms.Item("i", QuestionnaireItemType.Integer, "How many?", true).WithBounds(new Integer(0), new Integer(120)),
            Gen.Choose(0, 120).Select(n => One((n.ToString(CultureInfo.InvariantCulture), n.ToString(CultureInfo.InvariantCulture)))), Gen.OneOf(Words, Gen.Choose(121, 9999).Select(n => n.ToString(CultureInfo.InvariantCulture)), Gen.Choose(-500, -1).Select(n => n.ToString(CultureInfo.InvariantCulture)))),
        ["decimal"] = new(Forms.Item("d", QuestionnaireItemType.Decimal, "What temperature?", true).WithBounds(new FhirDecimal(34.5m), new FhirDecimal(43m)).With("http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces", new Integer(1)),
            Gen.Choose(345, 430).Select(n => One(((n / 10m).ToString(CultureInfo.InvariantCulture), (n / 10m).ToString("0.#", CultureInfo.InvariantCulture)))), Gen.OneOf(Words, Gen.Elements("37,5", "37.55", "44", "34.4", "37.5.1", "37 C"))),
        ["quantity"] = new(Forms.Item("q", QuestionnaireItemType.Quantity, "What weight?", true).With(QuestionnaireExtensions.Unit, new Coding("http://unitsofmeasure.org", "kg", "kg")),
            Gen.Choose(1, 2000).Select(n => One(((n / 10m).ToString("0.0", CultureInfo.InvariantCulture), (n / 10m).ToString("0.#", CultureInfo.InvariantCulture) + " kg"))), Gen.OneOf(Words.Where(w => w[0] != '9'), Gen.Elements("70kg", "1,5"))),
        ["date"] = new(Forms.Item("t", QuestionnaireItemType.Date, "Which day?", true).WithBounds(new Date("2025-01-01"), new Date("2026-12-02")),
            Days.SelectMany(d => Gen.Elements("dd-MM-yyyy", "d/M/yyyy", "d.M.yy", "yyyy-MM-dd").Select(f => One((d.ToString(f, CultureInfo.InvariantCulture), d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))))),
            Gen.OneOf(Words, Gen.Elements("31-12-2024", "03-12-2026", "2026", "01052026", "31-02-2026", "May 2026"))),
        ["dateTime"] = new(Forms.Item("m", QuestionnaireItemType.DateTime, "When?", true),
            from day in Days from minute in Gen.Choose(0, 1439) let time = TimeOnly.MinValue.AddMinutes(minute) select One(($"{day:dd-MM-yyyy} {time:HH:mm}", $"{day:yyyy-MM-dd}T{time:HH:mm}:00+02:00")),
            Gen.OneOf(Words, Gen.Elements("12-05-2026", "14:30"))),
        ["time"] = new(Forms.Item("h", QuestionnaireItemType.Time, "What time?", true),
            from minute in Gen.Choose(0, 1439) let time = TimeOnly.MinValue.AddMinutes(minute) select One(($"{time:HH:mm}", $"{time:HH:mm}:00")), Gen.OneOf(Words, Gen.Elements("25:00", "12", "14h30"))),
        ["string"] = new(WithLength(Forms.Item("s", QuestionnaireItemType.String, "What name?", true), 3, 12),
            Gen.Elements("Aline", "a b c", "user@site.f", "@contact", "Él niño", "line\ntwo", "x@@y", "(1)").Select(t => One((t, t))), Gen.Elements("ab", "x", "longer than twelve", "short\nand long, longer than twelve")),
        ["string-pattern"] = new(Forms.Item("p", QuestionnaireItemType.String, "Which week?", true).With(QuestionnaireExtensions.Regex, new FhirString("20[0-9]{2}-?W(0[1-9]|[1-4][0-9]|5[0-3])")),
            from year in Gen.Choose(2020, 2029) from week in Gen.Choose(1, 53) select One(($"{year}-W{week:00}", $"{year}-W{week:00}")), Gen.OneOf(Words, Gen.Elements("2026W54", "week 10", "2026-W1", "x2026-W10", "2026-W10 or 11"))),
        ["text"] = new(Forms.Item("x", QuestionnaireItemType.Text, "Anything else?", true), Gen.Elements("Nothing", "0", "A long story.\nWith two lines.", "1").Select(t => One((t, t))), null),
        ["url"] = new(Forms.Item("u", QuestionnaireItemType.Url, "Which page?", true), Gen.Elements("http://example.org/a?b=@c", "mailto:a@example.org").Select(t => One((t, t))), Words),
        ["choice"] = new(Forms.Choice("c", "Which symptom?", Options),
            Gen.Choose(1, 6).SelectMany(n => Gen.Elements(n.ToString(CultureInfo.InvariantCulture), $"{n}.", n is 4 ? "4" : Options[n - 1].ToUpperInvariant()).Select(t => One((t, $"{Forms.Codes}|c{n}")))), Gen.OneOf(Words, Gen.Elements("0", "7", "11", "Fever cough", "Loss of taste"))),
        ["open-choice"] = new(Forms.Item("o", QuestionnaireItemType.OpenChoice, "Which symptom?", true).WithOptions("Fever", "Cough"),
            Gen.Elements(("1", $"{Forms.Codes}|c1"), ("cough", $"{Forms.Codes}|c2"), ("3|Headache", "Headache"), ("Another answer|pain in 2 teeth", "pain in 2 teeth")).Select(One), Gen.OneOf(Words, Gen.Elements("4", "Headache"))),
        ["select-many"] = new(WithRepeats(Forms.Item("r", QuestionnaireItemType.Choice, "Which symptoms?", true).WithOptions(Options)),
            from all in Gen.Shuffle(new[] { 1, 2, 3, 4, 5, 6 })
            from count in Gen.Choose(1, 6)
            from separator in Gen.Elements(" ", ", ", ",", " + ", "\n")
            let chosen = all.Take(count).ToArray()
            select (string.Join(separator, chosen), chosen.Order().Select(n => $"{Forms.Codes}|c{n}").ToArray()),
            Gen.OneOf(Words.Where(w => w is not "2 3"), Gen.Elements("7", "1 7", "0", "12", "1 and 2"))),
    };

    private static (string Text, string[] Answers) One((string Text, string Answer) pair) => (pair.Text, [pair.Answer]);

    private static ItemComponent WithLength(ItemComponent item, int min, int max)
    {
        item.MaxLength = max;
        return item.With("http://hl7.org/fhir/StructureDefinition/minLength", new Integer(min));
    }

    private static ItemComponent WithRepeats(ItemComponent item)
    {
        item.Repeats = true;
        return item;
    }
}
