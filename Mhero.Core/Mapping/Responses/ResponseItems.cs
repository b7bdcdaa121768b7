using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Makes the items of one response: those with an answer, as the Questionnaire nests and orders them.</summary>
internal sealed class ResponseItems(RunSource source, QuestionnaireIndex index, AnswerTyper typer, string? language, IssueCollector issues)
{
    /// <summary>The keys of the results that answer a question of the Questionnaire.</summary>
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    private int? _row;

    public List<QuestionnaireResponse.ItemComponent> Build()
    {
        var items = new List<QuestionnaireResponse.ItemComponent>();
        if (source.Run.Values.Count > 0)
        {
            Build(index.Items, items);
            AddOthers(items);
        }

        return items;
    }

    private static string PathOf(string key) => "run.values." + key;

    private void Build(List<IndexedItem> from, List<QuestionnaireResponse.ItemComponent> to)
    {
        foreach (var item in from)
        {
            if (item.IsRows && _row is null && RowsOf(item) is { Count: > 0 } rows)
            {
                BuildRows(item, rows, to);
                continue;
            }

            var key = item.IsQuestion ? KeyOf(item) : null;
            var answers = key is not null && _used.Add(key) ? Answers(item, key, source.Run.Values[key]) : null;
            List<QuestionnaireResponse.ItemComponent>? children = null;
            if (item.Items.Count > 0)
            {
                Build(item.Items, children = []);
            }

            if (answers is { Count: > 0 } || children is { Count: > 0 })
            {
                Add(item, answers ?? [], children ?? [], to);
            }
        }
    }

    private void Add(
        IndexedItem item,
        List<QuestionnaireResponse.AnswerComponent> answers,
        List<QuestionnaireResponse.ItemComponent> children,
        List<QuestionnaireResponse.ItemComponent> to)
    {
        // A group that has no linkId cannot be mirrored; its answers can.
        if (item.LinkId.Length == 0)
        {
            to.AddRange(children);
            return;
        }

        var component = new QuestionnaireResponse.ItemComponent { LinkId = item.LinkId, Text = item.Text(language) };
        if (item.IsQuestion && children.Count > 0)
        {
            // Items nested in a question belong to its answer (qrs-1), even to an absent one.
            if (answers.Count == 0)
            {
                answers.Add(new QuestionnaireResponse.AnswerComponent());
            }

            answers[0].Item = children;
        }
        else if (children.Count > 0)
        {
            component.Item = children;
        }

        if (answers.Count > 0)
        {
            component.Answer = answers;
        }

        to.Add(component);
    }

    private void BuildRows(IndexedItem group, IReadOnlyList<int> rows, List<QuestionnaireResponse.ItemComponent> to)
    {
        foreach (var row in rows)
        {
            _row = row;
            List<QuestionnaireResponse.ItemComponent> children = [];
            Build(group.Items, children);
            _row = null;
            if (children.Count > 0)
            {
                Add(group, [], children, to);
            }
        }
    }

    /// <summary>The rows of a group that repeats, as an authored flow asks for them.</summary>
    private IReadOnlyList<int> RowsOf(IndexedItem group) => [.. source.Run.Values.Keys
        .Select(key => RowKeys.Read(key) is { } row && index.FindResult(key) is { IsInRow: true } item && IsWithin(group, item) ? row.Row : 0)
        .Where(row => row > 0).Distinct().Order()];

    private static bool IsWithin(IndexedItem group, IndexedItem item) => group.Items.Exists(child => child == item || IsWithin(child, item));

    /// <summary>The key of the result that answers a question; null when the run has none.</summary>
    private string? KeyOf(IndexedItem item) =>
        _row is { } row ? (item.ResultKey is { } inRow && source.Run.Values.ContainsKey(RowKeys.Of(inRow, row)) ? RowKeys.Of(inRow, row) : null)
        : !ResultKeys.IsOwn(item.LinkId) && source.Run.Values.ContainsKey(item.LinkId) ? item.LinkId
        : item.ResultKey is { } key && index.Find(key) is null && source.Run.Values.ContainsKey(key) ? key
        : null;

    private List<QuestionnaireResponse.AnswerComponent> Answers(IndexedItem item, string key, RunValue value)
    {
        var answers = new List<QuestionnaireResponse.AnswerComponent>(1);
        foreach (var given in SelectedOptions.Of(item, value) ?? ValuesOf(key, value, item.Repeats))
        {
            if (typer.Read(PathOf(key), given, item) is { } answer)
            {
                foreach (var typed in typer.Type(item, answer, source.Places, issues))
                {
                    answers.Add(new QuestionnaireResponse.AnswerComponent { Value = typed });
                }
            }
        }

        KeepEarlier(key, answers);

        if (answers.Count == 0)
        {
            NotAnswered(key);
        }

        return answers;
    }

    /// <summary>The values of an answer; several that an item does not take are one text, so that none is lost.</summary>
    private IEnumerable<RunValue> ValuesOf(string key, RunValue value, bool repeats)
    {
        if (source.Session?.Answers.GetValueOrDefault(key) is not { Further.Count: > 0 } answers)
        {
            return [value];
        }

        return repeats ? answers.Further.Prepend(value) : [value with { Value = string.Join(", ", answers.Further.Prepend(value).Select(v => v.Value)) }];
    }

    private void KeepEarlier(string key, List<QuestionnaireResponse.AnswerComponent> answers)
    {
        foreach (var earlier in answers.Count == 0 ? [] : source.Session?.Answers.GetValueOrDefault(key)?.Earlier ?? [])
        {
            if (KeptText.Clean(earlier.Value) is { } text)
            {
                var kept = new Extension { Url = QuestionnaireExtensions.EarlierAnswer };
                kept.AddExtension(QuestionnaireExtensions.EarlierValue, new FhirString(text));
                if (earlier.Time is { } time)
                {
                    kept.AddExtension(QuestionnaireExtensions.EarlierTime, new FhirDateTime(FhirTimes.Write(time)));
                }

                answers[0].Extension.Add(kept);
            }
        }
    }

    /// <summary>Keeps the results that the Questionnaire knows nothing of, by key, so that the order is always the same.</summary>
    private void AddOthers(List<QuestionnaireResponse.ItemComponent> items)
    {
        List<string>? others = null;
        foreach (var key in source.Run.Values.Keys)
        {
            if (!ResultKeys.IsOwn(key) && !_used.Contains(key))
            {
                (others ??= []).Add(key);
            }
        }

        others?.Sort(StringComparer.Ordinal);
        foreach (var key in others ?? [])
        {
            var value = ValuesOf(key, source.Run.Values[key], repeats: false).Single();
            if (key.Length == 0 || typer.Read(PathOf(key), value, null) is not { } answer)
            {
                NotAnswered(key);
                continue;
            }

            issues.Warn(MappingCodes.ResultWithoutItem, answer.Path, "The Questionnaire has no question with this linkId; the answer was kept as text in an item of its own. Add the item.");
            var kept = new FhirString(answer.Padded ?? answer.Text ?? answer.Shown);
            if (answer is { IsNamed: true, Text: not null, Category: { } category })
            {
                kept.AddExtension(QuestionnaireExtensions.RapidProCategory, new FhirString(category));
            }

            List<QuestionnaireResponse.AnswerComponent> answers = [new() { Value = kept }];
            KeepEarlier(key, answers);
            items.Add(new QuestionnaireResponse.ItemComponent
            {
                LinkId = index.Find(key) is null ? key : key + ".value",
                Text = TextNormalizer.Clean(value.Name) ?? key,
                Answer = answers,
            });
        }
    }

    private void NotAnswered(string key) =>
        issues.Inform(MappingCodes.NotAnswered, PathOf(key), "The contact gave no answer in time, or an empty one; the response has no item for it.");
}
