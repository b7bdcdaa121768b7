using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>Answers to a whole Questionnaire, as items of a response and as the texts that a contact sends.</summary>
internal sealed class RandomAnswers
{
    private const int MaxRows = 5;

    private readonly Random _random;
    private readonly IReadOnlySet<string> _leftOut;
    private readonly QuestionnaireResponse _response = new();

    private RandomAnswers(int seed, IReadOnlySet<string> leftOut) => (_random, _leftOut) = (new Random(seed), leftOut);

    /// <summary>The texts, in the order of the questions.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Each answer with its linkId, and the group before the answers of each row.</summary>
    public List<string> Answers { get; } = [];

    /// <summary>Makes answers.</summary>
    /// <param name="questionnaire">The Questionnaire.</param>
    /// <param name="leftOut">The linkIds of the items that the flow does not have.</param>
    /// <param name="seed">Decides the answers.</param>
    public static RandomAnswers Of(Questionnaire questionnaire, IReadOnlySet<string> leftOut, int seed)
    {
        var answers = new RandomAnswers(seed, leftOut);
        answers.Add(questionnaire.Item);
        return answers;
    }

    private void Add(List<ItemComponent> items)
    {
        foreach (var item in items.Where(i => !_leftOut.Contains(i.LinkId!) && ResponseRules.IsEnabled(i, _response)))
        {
            if (item.Type == QuestionnaireItemType.Group)
            {
                AddGroup(item);
            }
            else if (item.Type != QuestionnaireItemType.Display)
            {
                AddQuestion(item);
            }
        }
    }

    private void AddGroup(ItemComponent group)
    {
        if (group.Repeats is not true)
        {
            Add(group.Item);
            return;
        }

        var rows = _random.Next(0, MaxRows + 1);
        for (var row = 0; row < rows; row++)
        {
            Texts.Add("1");
            Add(group.Item);
        }

        Texts.AddRange(rows < MaxRows ? ["2"] : []);
    }

    private void AddQuestion(ItemComponent item)
    {
        if (item.Initial is [{ Value: { } known }])
        {
            Record(item, known);
            return;
        }

        if (item.Required is not true && _random.Next(3) == 0)
        {
            Texts.Add(IsZeroAnAnswer(item) ? "X" : "0");
            return;
        }

        foreach (var value in ValuesOf(item))
        {
            Record(item, value);
        }

        Add(item.Item);
    }

    private void Record(ItemComponent item, DataType value)
    {
        Answers.Add($"{item.LinkId} {Play.Show(value)}");
        _response.Item.Add(new QuestionnaireResponse.ItemComponent { LinkId = item.LinkId, Answer = [new() { Value = value }] });
    }

    private List<DataType> ValuesOf(ItemComponent item)
    {
        if (OptionsOf(item) is { Count: > 0 } options)
        {
            return Choose(item, options);
        }

        var (value, text) = ValueOf(item);
        Texts.Add(text);
        return [value];
    }

    private List<DataType> Choose(ItemComponent item, List<DataType> options)
    {
        if (item.Repeats is true)
        {
            var chosen = Enumerable.Range(0, options.Count).Where(_ => _random.Next(2) == 0).DefaultIfEmpty(0).ToList();
            Texts.Add(string.Join(", ", chosen.Select(i => i + 1).Reverse()));
            return [.. chosen.Select(i => options[i])];
        }

        var index = _random.Next(options.Count + (item.Type == QuestionnaireItemType.OpenChoice ? 1 : 0));
        Texts.Add((index + 1).ToString(CultureInfo.InvariantCulture));
        if (index < options.Count)
        {
            return [options[index]];
        }

        Texts.Add("in own words");
        return [new FhirString("in own words")];
    }

    private (DataType Value, string Text) ValueOf(ItemComponent item)
    {
        switch (item.Type)
        {
            case QuestionnaireItemType.Boolean:
                var truth = _random.Next(2) == 0;
                return (new FhirBoolean(truth), truth ? "yes" : "no");
            case QuestionnaireItemType.Integer:
                var whole = _random.Next((int)Limit(item, "minValue", 0), (int)Limit(item, "maxValue", 999) + 1);
                return (new Integer(whole), whole.ToString(CultureInfo.InvariantCulture));
            case QuestionnaireItemType.Decimal or QuestionnaireItemType.Quantity:
                var (low, high) = ((int)(Limit(item, "minValue", 1) * 10), (int)(Limit(item, "maxValue", 300) * 10));
                var number = _random.Next(low, high + 1) / 10m;
                var unit = item.Extension.Find(e => e.Url!.Contains("questionnaire-unit", StringComparison.Ordinal))?.Value as Coding;
                return (unit is null ? new FhirDecimal(number) : new Quantity { Value = number, Code = unit.Code }, number.ToString(CultureInfo.InvariantCulture));
            case QuestionnaireItemType.Date:
                var day = new DateOnly(2025, 1, 1).AddDays(_random.Next(600));
                return (new Date(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), day.ToString("dd-MM-yyyy", CultureInfo.InvariantCulture));
            case QuestionnaireItemType.DateTime:
                return (new FhirDateTime("2026-11-20T14:30:00+02:00"), "20-11-2026 14:30");
            case QuestionnaireItemType.Time:
                return (new Time("14:30:00"), "14:30");
            case QuestionnaireItemType.Url:
                return (new FhirUri("http://example.org/me"), "http://example.org/me");
            default:
                var text = TextFor(item.Extension.Find(e => e.Url!.EndsWith("/regex", StringComparison.Ordinal))?.Value is FhirString { Value: { } pattern } ? pattern : "");
                return (new FhirString(text), text);
        }
    }

    private static string TextFor(string pattern) => pattern switch
    {
        "" => "some words",
        ['[', 'A', ..] => "AB-1234",
        ['2', ..] => "2026-11",
        _ => "+250788123456",
    };

    private static bool IsZeroAnAnswer(ItemComponent item) =>
        item.Type is QuestionnaireItemType.Integer or QuestionnaireItemType.Decimal or QuestionnaireItemType.Quantity && Limit(item, "minValue", -1) <= 0 && Limit(item, "maxValue", 1) >= 0;

    private static decimal Limit(ItemComponent item, string name, decimal otherwise) =>
        item.Extension.Find(e => e.Url!.EndsWith($"/{name}", StringComparison.Ordinal))?.Value is { } value and not Date ? decimal.Parse(Play.Show(value), CultureInfo.InvariantCulture) : otherwise;

    private static List<DataType> OptionsOf(ItemComponent item) => item.AnswerValueSet is not { } set ? [.. item.AnswerOption.Select(o => o.Value).OfType<DataType>()]
        : Contained.TryGetValue(set, out var options) ? options : [];

    /// <summary>The options of contained value sets.</summary>
    public static Dictionary<string, List<DataType>> Contained { get; } = new()
    {
        ["#complaints"] = [new Coding("http://example.org/anc", "A.DE18"), new Coding("http://example.org/anc", "A.DE20"), new Coding("http://example.org/anc", "A.DE24")],
        ["#smoking"] = [new Coding("http://snomed.info/sct", "77176002"), new Coding("http://snomed.info/sct", "8517006"), new Coding("http://snomed.info/sct", "266919005")],
    };
}
