using System.Collections.Frozen;
using Mhero.Core.Floip.Json;

namespace Mhero.Core.Floip.Results;

/// <summary>Reads the questions of a package.</summary>
/// <param name="issues">Takes the findings.</param>
internal sealed class QuestionReader(List<FloipIssue> issues)
{
    // The specification's names, its older prose's, and those of servers.
    private static readonly FrozenDictionary<string, ResultsQuestionType> Types = new Dictionary<string, ResultsQuestionType>
    {
        ["open"] = ResultsQuestionType.Open,
        ["open_ended"] = ResultsQuestionType.Open,
        ["select_one"] = ResultsQuestionType.SelectOne,
        ["multiple_choice"] = ResultsQuestionType.SelectOne,
        ["multiple_choice_one"] = ResultsQuestionType.SelectOne,
        ["select_many"] = ResultsQuestionType.SelectMany,
        ["multiple_choice_many"] = ResultsQuestionType.SelectMany,
        ["numeric"] = ResultsQuestionType.Numeric,
        ["number"] = ResultsQuestionType.Numeric,
        ["integer"] = ResultsQuestionType.Numeric,
        ["decimal"] = ResultsQuestionType.Numeric,
        ["text"] = ResultsQuestionType.Text,
        ["string"] = ResultsQuestionType.Text,
        ["calculate"] = ResultsQuestionType.Text,
        ["image"] = ResultsQuestionType.Image,
        ["photo"] = ResultsQuestionType.Image,
        ["video"] = ResultsQuestionType.Video,
        ["audio"] = ResultsQuestionType.Audio,
        ["geo_point"] = ResultsQuestionType.GeoPoint,
        ["geopoint"] = ResultsQuestionType.GeoPoint,
        ["datetime"] = ResultsQuestionType.DateTime,
        ["date_time"] = ResultsQuestionType.DateTime,
        ["date"] = ResultsQuestionType.Date,
        ["time"] = ResultsQuestionType.Time,
        ["message"] = ResultsQuestionType.Message,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads <c>questions</c>: an object by id, or a list of objects with an <c>id</c>.</summary>
    public IReadOnlyList<ResultsQuestion> Read(JsonElement questions)
    {
        var entries = questions.ValueKind == JsonValueKind.Object
            ? questions.EnumerateObject().Select(p => (Id: (string?)p.Name, p.Value))
            : questions.EnumerateArray().Select(q => (Id: LooseJson.FindText(q, "id") ?? LooseJson.FindText(q, "name"), Value: q));
        var read = new List<ResultsQuestion>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, value) in entries)
        {
            if (id is null || value.ValueKind != JsonValueKind.Object || !known.Add(id))
            {
                Report(FloipCodes.QuestionIncomplete, id ?? "?", "The question has no id of its own, or is not an object; it was left out. Correct the package.");
                continue;
            }

            read.Add(Read(id, value));
        }

        return read;
    }

    private ResultsQuestion Read(string id, JsonElement question)
    {
        var options = LooseJson.FindObject(question, "type_options") ?? question;
        var type = TypeOf(id, LooseJson.FindText(question, "type"));
        var label = LooseJson.FindText(question, "label");
        if (label is null)
        {
            Report(FloipCodes.QuestionIncomplete, id, "The question has no label; its id is its text. Give it a label.");
        }

        var (minimum, maximum) = RangeOf(id, options);
        return new ResultsQuestion(id, type, label ?? id)
        {
            Choices = ChoicesOf(id, type, options),
            Minimum = minimum,
            Maximum = maximum,
            SemanticLabels = [.. LooseJson.FindItems(question, "semantic_labels").Concat(LooseJson.FindItems(question, "semantic_label")).Select(LooseJson.Text).OfType<string>().Distinct()],
            IsPersonal = LooseJson.FindText(question, "is_personal_information") is "true" or "True" or "1",
            ContactProperty = LooseJson.FindText(question, "set_contact_property"),
            Group = LooseJson.FindText(question, "set_group_membership"),
        };
    }

    private ResultsQuestionType TypeOf(string id, string? name)
    {
        if (name is not null && Types.TryGetValue(name.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_'), out var type))
        {
            return type;
        }

        Report(FloipCodes.QuestionTypeUnknown, id, "The type of the question is unknown; its answers are kept as text. Use a type of the Flow Results specification.");
        return ResultsQuestionType.Open;
    }

    private List<string> ChoicesOf(string id, ResultsQuestionType type, JsonElement options)
    {
        if (type is not (ResultsQuestionType.SelectOne or ResultsQuestionType.SelectMany))
        {
            return [];
        }

        var choices = LooseJson.Find(options, "choices") is { ValueKind: JsonValueKind.Object } byName
            ? [.. byName.EnumerateObject().Select(p => p.Name).Where(n => n.Length > 0).Distinct()]
            : LooseJson.FindItems(options, "choices")
                .Select(c => LooseJson.Text(c) ?? LooseJson.FindText(c, "name") ?? LooseJson.FindText(c, "value") ?? LooseJson.FindText(c, "label"))
                .OfType<string>().Distinct().ToList();
        if (choices.Count == 0)
        {
            Report(FloipCodes.QuestionIncomplete, id, "The question is a selection without choices; its answers are kept without codes. Add type_options.choices.");
        }

        return choices;
    }

    private (decimal? Minimum, decimal? Maximum) RangeOf(string id, JsonElement options)
    {
        var bounds = LooseJson.FindItems(options, "range").ToList();
        if (bounds.Count == 0)
        {
            return (null, null);
        }

        if (bounds.Count == 2)
        {
            var (least, most) = (Bound(bounds[0]), Bound(bounds[1]));
            if ((least is not null || bounds[0].ValueKind == JsonValueKind.Null)
                && (most is not null || bounds[1].ValueKind == JsonValueKind.Null)
                && !(least > most))
            {
                return (least, most);
            }
        }

        Report(FloipCodes.QuestionIncomplete, id, "The range is not a list of the least and the greatest number; it was left out. Correct type_options.range.");
        return (null, null);
    }

    private static decimal? Bound(JsonElement bound) =>
        decimal.TryParse(LooseJson.Text(bound), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private void Report(string code, string id, string message) => issues.Add(new FloipIssue(code, "questions." + id, message));
}
