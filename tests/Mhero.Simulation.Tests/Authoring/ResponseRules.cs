using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>The rules of FHIR R4 for a response to a Questionnaire, written without the code under test.</summary>
internal sealed class ResponseRules
{
    private readonly List<string> _faults = [];
    private readonly QuestionnaireResponse _response;
    private QuestionnaireResponse? _scope;

    private ResponseRules(QuestionnaireResponse response) => _response = response;

    /// <summary>Every fault of a complete response.</summary>
    public static IReadOnlyList<string> Faults(Questionnaire questionnaire, QuestionnaireResponse response)
    {
        var rules = new ResponseRules(response);
        rules.Check(questionnaire.Item, response.Item, isEnabled: true);
        return rules._faults;
    }

    private void Check(List<ItemComponent> questions, List<QuestionnaireResponse.ItemComponent> items, bool isEnabled)
    {
        _faults.AddRange(items.Where(i => !questions.Exists(q => q.LinkId == i.LinkId)).Select(i => $"{i.LinkId}: no such item here"));
        var order = items.Select(i => questions.FindIndex(q => q.LinkId == i.LinkId)).ToList();
        if (!order.SequenceEqual(order.Order()) || order.CountBy(i => i).Any(i => i.Value > 1 && questions[i.Key] is not { Type: QuestionnaireItemType.Group, Repeats: true }))
        {
            _faults.Add("items are not in order");
        }

        foreach (var question in questions)
        {
            var rows = items.FindAll(i => i.LinkId == question.LinkId);
            foreach (var item in rows.Count == 0 ? [null] : rows.Cast<QuestionnaireResponse.ItemComponent?>())
            {
                Check(question, item, isEnabled && IsEnabled(question, _scope, _response));
            }
        }
    }

    private void Check(ItemComponent question, QuestionnaireResponse.ItemComponent? item, bool isEnabled)
    {
        if (item is not null && !isEnabled)
        {
            _faults.Add($"{question.LinkId}: answered and not enabled");
        }

        if (question.Type is QuestionnaireItemType.Group)
        {
            var outer = _scope;
            _scope = question.Repeats is true && item is not null ? new QuestionnaireResponse { Item = [item] } : _scope;
            Check(question.Item, item?.Item ?? [], isEnabled && (item is not null || question.Repeats is not true));
            _scope = outer;
            return;
        }

        if (question.Required is true && isEnabled && item is not { Answer.Count: > 0 })
        {
            _faults.Add($"{question.LinkId}: required");
        }

        if (item?.Answer.Count > 1 && question.Repeats is not true)
        {
            _faults.Add($"{question.LinkId}: several answers");
        }

        _faults.AddRange((item?.Answer ?? []).Where(a => !Fits(question, a.Value)).Select(a => $"{question.LinkId}: {Play.Show(a.Value)} does not fit"));
        Check(question.Item, item?.Answer.FirstOrDefault()?.Item ?? [], isEnabled && item is { Answer.Count: > 0 });
    }

    private static bool Fits(ItemComponent question, DataType? value) => question.Type switch
    {
        QuestionnaireItemType.Boolean => value is FhirBoolean { Value: not null },
        QuestionnaireItemType.Integer => value is Integer { Value: { } n } && Within(question, n),
        QuestionnaireItemType.Decimal => value is FhirDecimal { Value: { } n } && Within(question, n),
        QuestionnaireItemType.Quantity => value is Quantity { Value: { } n, Code: not null } && Within(question, n),
        QuestionnaireItemType.Date => value is Date { Value: { Length: 10 } day } && WithinDays(question, day),
        QuestionnaireItemType.DateTime => value is FhirDateTime { Value: { Length: > 10 } },
        QuestionnaireItemType.Time => value is Time { Value: not null },
        QuestionnaireItemType.String or QuestionnaireItemType.Text => value is FhirString { Value: { Length: > 0 } text } && text.Length <= (question.MaxLength ?? int.MaxValue),
        QuestionnaireItemType.Url => value is FhirUri { Value: not null },
        QuestionnaireItemType.Choice => IsOption(question, value),
        QuestionnaireItemType.OpenChoice => value is FhirString { Value.Length: > 0 } || IsOption(question, value),
        _ => false,
    };

    private static bool IsOption(ItemComponent question, DataType? value) =>
        question.AnswerValueSet is not null ? value is Coding { Code: not null, System: not null } : question.AnswerOption.Exists(o => Play.Show(o.Value) == Play.Show(value));

    private static bool Within(ItemComponent question, decimal number) => Limit(question, "minValue") is not { } min || (number >= decimal.Parse(min, System.Globalization.CultureInfo.InvariantCulture)
        && number <= decimal.Parse(Limit(question, "maxValue") ?? min, System.Globalization.CultureInfo.InvariantCulture));

    private static bool WithinDays(ItemComponent question, string day) => Limit(question, "minValue") is not { } min
        || (string.CompareOrdinal(day, min) >= 0 && string.CompareOrdinal(day, Limit(question, "maxValue")) <= 0);

    private static string? Limit(ItemComponent question, string name) =>
        question.Extension.Find(e => e.Url!.EndsWith($"/{name}", StringComparison.Ordinal))?.Value is { } value ? Play.Show(value) : null;

    /// <summary>Whether the answers of a response fulfil an item's own conditions.</summary>
    public static bool IsEnabled(ItemComponent question, QuestionnaireResponse response) => IsEnabled(question, null, response);

    private static bool IsEnabled(ItemComponent question, QuestionnaireResponse? row, QuestionnaireResponse response)
    {
        var met = question.EnableWhen.Select(condition => IsMet(condition, row is not null && Find(row.Item, condition.Question!).Count > 0 ? row : response)).ToList();
        return met.Count == 0 || (question.EnableBehavior == EnableWhenBehavior.Any ? met.Contains(true) : !met.Contains(false));
    }

    private static bool IsMet(EnableWhenComponent condition, QuestionnaireResponse response)
    {
        var answers = Find(response.Item, condition.Question!);
        if (condition.Operator == QuestionnaireItemOperator.Exists)
        {
            return answers.Count > 0 == ((FhirBoolean)condition.Answer).Value;
        }

        return answers.Exists(a => condition.Operator switch
        {
            QuestionnaireItemOperator.Equal => Play.Show(a) == Play.Show(condition.Answer),
            QuestionnaireItemOperator.NotEqual => Play.Show(a) != Play.Show(condition.Answer),
            QuestionnaireItemOperator.GreaterThan => Compare(a, condition.Answer) > 0,
            QuestionnaireItemOperator.GreaterOrEqual => Compare(a, condition.Answer) >= 0,
            QuestionnaireItemOperator.LessThan => Compare(a, condition.Answer) < 0,
            _ => Compare(a, condition.Answer) <= 0,
        });
    }

    private static int Compare(DataType one, DataType other) => one is Date ? string.CompareOrdinal(Play.Show(one), Play.Show(other))
        : decimal.Parse(Play.Show(one), System.Globalization.CultureInfo.InvariantCulture).CompareTo(decimal.Parse(Play.Show(other), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The answers of an item.</summary>
    public static List<DataType> Find(IEnumerable<QuestionnaireResponse.ItemComponent> items, string linkId) =>
        [.. items.SelectMany(i => (i.LinkId == linkId ? i.Answer.Select(a => a.Value).OfType<DataType>() : []).Concat(Find(i.Item, linkId)).Concat(i.Answer.SelectMany(a => Find(a.Item, linkId))))];
}
