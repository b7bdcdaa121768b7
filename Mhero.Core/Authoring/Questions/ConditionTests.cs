using Hl7.Fhir.Model;
using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>
/// Makes a test of a result from a condition (<c>enableWhen</c>). An answer that was skipped or not understood fulfils only <c>exists = false</c>.
/// </summary>
internal static class ConditionTests
{
    /// <summary>The category of a condition that is met.</summary>
    public const string Met = "Yes";

    private const string NotMet = "No";

    // Without an answer, whatever the condition is.
    private static readonly RouteCase Unanswered = RouteCase.Of(NotMet, "has_category", OptionCategories.Skipped, OptionCategories.Unmatched);

    /// <summary>The test of a condition; null when a flow cannot test it.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="question">The question that it is about.</param>
    public static Route? Of(EnableWhenComponent condition, AskedQuestion question)
    {
        if (condition.Operator == QuestionnaireItemOperator.Exists)
        {
            return condition.Answer is FhirBoolean { Value: { } exists } ? Exists(question.Key, exists) : null;
        }

        var cases = question.Form.Options.Count > 0 ? Options(condition, question) : Values(condition, question);
        return cases is null ? null : new Route(Operand(question.Key), [Unanswered, .. cases], NotMet);
    }

    /// <summary>The test whether a question was answered.</summary>
    /// <param name="key">The key of its result.</param>
    /// <param name="exists">Whether it must be answered, or must not be.</param>
    public static Route Exists(string key, bool exists) => new(
        Operand(key),
        [RouteCase.Of(exists ? NotMet : Met, "has_category", OptionCategories.Skipped, OptionCategories.Unmatched), RouteCase.Of(exists ? Met : NotMet, "has_text")],
        exists ? NotMet : Met);

    private static string Operand(string key) => $"@results.{key}";

    private static IReadOnlyList<RouteCase>? Options(EnableWhenComponent condition, AskedQuestion question)
    {
        var isEqual = condition.Operator == QuestionnaireItemOperator.Equal;
        var index = question.Form.Options.ToList().FindIndex(o => IsSame(o.Value, condition.Answer));
        if (index < 0 || (!isEqual && condition.Operator != QuestionnaireItemOperator.NotEqual))
        {
            return null;
        }

        if (!question.IsSelection)
        {
            var name = question.Form.Options[index].Category;
            return isEqual
                ? [RouteCase.Of(Met, "has_category", name)]
                : [RouteCase.Of(NotMet, "has_category", name), RouteCase.Of(Met, "has_text")];
        }

        // Of several answers one that is equal is enough, and one that is not.
        var number = (index + 1).ToString(CultureInfo.InvariantCulture);
        return isEqual
            ? [RouteCase.Of(Met, "has_any_word", number)]
            : [RouteCase.Of(NotMet, "has_pattern", $@"\A[^\p{{Nd}}]*(?:{number}[^\p{{Nd}}]*)+\z"), RouteCase.Of(Met, "has_text")];
    }

    private static IReadOnlyList<RouteCase>? Values(EnableWhenComponent condition, AskedQuestion question) => (condition.Operator, condition.Answer) switch
    {
        ({ } how, Integer or FhirDecimal or Quantity) when NumberOf(condition.Answer) is { } number => Numbers(how, number),
        ({ } how, Date date) when question.Item.Type == QuestionnaireItemType.Date && DateOnly.TryParseExact(RawElements.Text(date), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => Dates(how, day),
        (QuestionnaireItemOperator.Equal, FhirString text) when RawElements.Text(text) is { } value => [Text(Met, value)],
        (QuestionnaireItemOperator.NotEqual, FhirString text) when RawElements.Text(text) is { } value => [Text(NotMet, value), RouteCase.Of(Met, "has_text")],
        _ => null,
    };

    private static RouteCase Text(string category, string value) => RouteCase.Of(category, "has_only_text", ItemTexts.Escape(value));

    private static IReadOnlyList<RouteCase>? Numbers(QuestionnaireItemOperator how, string number) => how switch
    {
        QuestionnaireItemOperator.Equal => [RouteCase.Of(Met, "has_number_eq", number)],
        QuestionnaireItemOperator.NotEqual => [RouteCase.Of(NotMet, "has_number_eq", number), RouteCase.Of(Met, "has_number")],
        QuestionnaireItemOperator.GreaterThan => [RouteCase.Of(Met, "has_number_gt", number)],
        QuestionnaireItemOperator.GreaterOrEqual => [RouteCase.Of(Met, "has_number_gte", number)],
        QuestionnaireItemOperator.LessThan => [RouteCase.Of(Met, "has_number_lt", number)],
        QuestionnaireItemOperator.LessOrEqual => [RouteCase.Of(Met, "has_number_lte", number)],
        _ => null,
    };

    // The results have a time of day, which some engines compare; every comparison is therefore one of a day's beginning.
    private static IReadOnlyList<RouteCase>? Dates(QuestionnaireItemOperator how, DateOnly day)
    {
        if (day == DateOnly.MaxValue)
        {
            return null;
        }

        var (begins, ends) = (Iso(day), Iso(day.AddDays(1)));
        return how switch
        {
            QuestionnaireItemOperator.Equal => [RouteCase.Of(NotMet, "has_date_lt", begins), RouteCase.Of(Met, "has_date_lt", ends)],
            QuestionnaireItemOperator.NotEqual => [RouteCase.Of(Met, "has_date_lt", begins), RouteCase.Of(NotMet, "has_date_lt", ends), RouteCase.Of(Met, "has_date")],
            QuestionnaireItemOperator.GreaterThan => [RouteCase.Of(NotMet, "has_date_lt", ends), RouteCase.Of(Met, "has_date")],
            QuestionnaireItemOperator.GreaterOrEqual => [RouteCase.Of(NotMet, "has_date_lt", begins), RouteCase.Of(Met, "has_date")],
            QuestionnaireItemOperator.LessThan => [RouteCase.Of(Met, "has_date_lt", begins)],
            QuestionnaireItemOperator.LessOrEqual => [RouteCase.Of(Met, "has_date_lt", ends)],
            _ => null,
        };
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? NumberOf(DataType answer) => answer switch
    {
        Integer { Value: { } whole } => whole.ToString(CultureInfo.InvariantCulture),
        FhirDecimal { Value: { } number } => number.ToString(CultureInfo.InvariantCulture),
        Quantity { Value: { } number } => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Whether a value is the one of an option; a coding without a system is compared by its code.</summary>
    public static bool IsSame(DataType option, DataType answer) => (option, answer) switch
    {
        (Coding one, Coding other) => one.Code == other.Code && (one.System == other.System || other.System is null),
        (PrimitiveType one, PrimitiveType other) => one.TypeName == other.TypeName && Equals(one.JsonValue, other.JsonValue),
        _ => false,
    };
}
