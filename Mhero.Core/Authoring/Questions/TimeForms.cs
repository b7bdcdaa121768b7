using Hl7.Fhir.Model;
using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Makes the forms of questions for dates and times. RapidPro reads a date in the workspace's format, and gives one without a time the present time of day.</summary>
/// <param name="context">The authoring.</param>
internal sealed class TimeForms(AuthoringContext context)
{
    /// <summary>The form of a date.</summary>
    public QuestionForm Date(ItemComponent item) => Create(item, [], Phrase.DateHint) with { Format = "format_date" };

    /// <summary>The form of a date with its time of day.</summary>
    public QuestionForm DateTime(ItemComponent item) =>
        Create(item, [RouteCase.Of(OptionCategories.Unmatched, "has_pattern", @"\A[^:]*\z")], Phrase.DateTimeHint) with { Format = "format_datetime" };

    /// <summary>The form of a time of day.</summary>
    public QuestionForm Time(ItemComponent item)
    {
        if (RawElements.Value(item, QuestionnaireExtensions.MinValue) is not null || RawElements.Value(item, QuestionnaireExtensions.MaxValue) is not null)
        {
            context.Note(item, AuthoringCodes.RuleNotChecked, "RapidPro compares no times of day; the flow does not check minValue and maxValue.");
        }

        var hint = context.Phrases[Phrase.TimeHint];
        return new QuestionForm([RouteCase.Of("Time", "has_time")], hint) { Hint = hint, Format = "format_time" };
    }

    private QuestionForm Create(ItemComponent item, IReadOnlyList<RouteCase> refused, Phrase phrase)
    {
        var (min, max) = (Day(item, QuestionnaireExtensions.MinValue), Day(item, QuestionnaireExtensions.MaxValue));
        List<RouteCase> cases = [.. refused];
        if (min is { } first)
        {
            cases.Add(RouteCase.Of(OptionCategories.Unmatched, "has_date_lt", Iso(first)));
        }

        // An engine may compare the time of day too, so the last day is allowed by the day after it.
        cases.Add(max is { } last && last < DateOnly.MaxValue ? RouteCase.Of("Date", "has_date_lt", Iso(last.AddDays(1))) : RouteCase.Of("Date", "has_date"));
        var hint = context.Phrases[phrase].With(LocalText.Of(Pattern));
        return new QuestionForm(cases, LocalText.Join(" ", hint, Range(min, max))) { Hint = hint };
    }

    private LocalText Range(DateOnly? min, DateOnly? max) => (min, max) switch
    {
        ({ } from, { } to) => context.Phrases[Phrase.Between].With(Shown(from), Shown(to)).Select(Bracketed),
        ({ } from, null) => LocalText.Of($"(>= {Shown(from).Base})"),
        (null, { } to) => LocalText.Of($"(<= {Shown(to).Base})"),
        _ => LocalText.Empty,
    };

    private string Pattern => context.Options.DateFormat switch
    {
        WorkspaceDateFormat.MonthFirst => "MM-DD-YYYY",
        WorkspaceDateFormat.YearFirst => "YYYY-MM-DD",
        _ => "DD-MM-YYYY",
    };

    private LocalText Shown(DateOnly day) => LocalText.Of(day.ToString(
        context.Options.DateFormat switch
        {
            WorkspaceDateFormat.MonthFirst => "MM-dd-yyyy",
            WorkspaceDateFormat.YearFirst => "yyyy-MM-dd",
            _ => "dd-MM-yyyy",
        },
        CultureInfo.InvariantCulture));

    private DateOnly? Day(ItemComponent item, string url)
    {
        if (RawElements.Value(item, url) is not { } value)
        {
            return null;
        }

        if (TimeText.Date(RawElements.Text(value as PrimitiveType)) is { Length: 10 } text)
        {
            return DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        context.Note(item, AuthoringCodes.RuleNotChecked, "A bound of the item is not a whole date; the flow does not check it.");
        return null;
    }

    private static string Bracketed(string text) => $"({text.Trim()})";

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
