using Hl7.Fhir.Model;
using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Authoring.Questions;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Authoring;

/// <summary>Adds what stands before the first question and after the last.</summary>
/// <param name="context">The authoring.</param>
/// <param name="draft">The flow.</param>
/// <param name="questions">Asks for consent.</param>
/// <param name="call">Sends the answers.</param>
internal sealed class FlowFrame(AuthoringContext context, FlowDraft draft, QuestionBlock questions, AnswerCall call)
{
    private const string Start = "start";
    private const string End = "end";

    // An answer is not known here; this is the length that the summary reserves for one.
    private const int AnswerLength = 12;
    private const int MaxSummary = 300;
    private const int LabelLength = 30;

    /// <summary>Adds the name of the Questionnaire, the first message and the question for consent.</summary>
    /// <returns>The exits when consent is not given.</returns>
    public IReadOnlyList<DraftExit> Begin()
    {
        var opening = Given(context.Options.Opening);
        List<DraftAction> actions = [draft.Set(Start, ResultKeys.Questionnaire, CanonicalOf(context.Questionnaire))];
        if (!opening.IsEmpty)
        {
            actions.Add(draft.Send(Start, opening));
        }

        draft.Act(Start, actions);
        var consent = Given(context.Options.Consent);
        if (consent.IsEmpty)
        {
            return [];
        }

        var exits = questions.Ask("consent", ResultKeys.Consent, consent, new ChoiceForms(context).Boolean(), isRequired: true);
        var yes = exits[ConditionTests.Met];
        List<DraftExit> others = [.. draft.TakeOpen().Where(e => e != yes)];
        draft.Open([yes]);
        return others;
    }

    /// <summary>Adds the last message and the call of the webhook.</summary>
    /// <param name="asked">The questions of the flow.</param>
    /// <param name="withoutConsent">The exits of <see cref="Begin"/>.</param>
    public void Finish(IReadOnlyList<AskedQuestion> asked, IReadOnlyList<DraftExit> withoutConsent)
    {
        draft.Act(End, draft.Send(End, LocalText.Join("\n", [context.Phrases[Phrase.Thanks], .. Summary(asked)])));
        call.Add(End, isCompleted: true);
        draft.TakeOpen();
        if (withoutConsent.Count > 0)
        {
            draft.Open(withoutConsent);
            draft.Act("consent/none", draft.Send("consent/none", context.Phrases[Phrase.NoConsent]));
            draft.TakeOpen();
        }
    }

    /// <summary>One line for each answer, as long as all of them make no long message; a dash for what was skipped or not asked.</summary>
    private List<LocalText> Summary(IEnumerable<AskedQuestion> all)
    {
        List<AskedQuestion> asked = [.. all.Where(q => !q.IsInRow)];
        List<LocalText> lines = [.. asked.Select(question => ItemTexts.Of(question.Item).Select(text => $"{Short(text)}: @(default({ShownBy(question)}, \"-\"))"))];
        var length = asked.Sum(q => Math.Min(LabelLength, ItemTexts.Of(q.Item).Base.Length) + AnswerLength);
        return context.Options.Summary && length <= MaxSummary ? lines : [];
    }

    /// <summary>The expression that shows an answer; an error where the run does not have it.</summary>
    private static string ShownBy(AskedQuestion question)
    {
        var result = $"results.{question.Key}";
        if (question.Form.IsMenu)
        {
            return $"{result}.category_localized";
        }

        // A date's value has the time of day at which it was sent, in RapidPro's own form; any other answer is shown as it came.
        var value = question.Form.Format is { } format ? $"default({format}({result}.value), {result}.value)" : $"{result}.value";
        return RawElements.Flag(question.Item.RequiredElement) ? value : $"if({result}.category = \"{OptionCategories.Skipped}\", \"-\", {value})";
    }

    /// <summary>The question in at most 30 characters, cut between words.</summary>
    private static string Short(string text)
    {
        var whole = text.TrimEnd('?', ':', ' ');
        if (whole.Length <= LabelLength)
        {
            return whole;
        }

        var cut = TextNormalizer.Cut(whole, LabelLength - 3);
        return (cut.LastIndexOf(' ') is > 0 and var blank ? cut[..blank] : cut).TrimEnd(',', ' ') + "...";
    }

    private LocalText Given(IReadOnlyDictionary<string, string> texts)
    {
        var byLanguage = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (tag, text) in texts)
        {
            if (LanguageCodes.ToIso6393(tag) is { } code && TextNormalizer.Clean(text) is { } clean)
            {
                byLanguage[code] = ItemTexts.Escape(clean);
            }
        }

        return byLanguage.Count == 0 ? LocalText.Empty : new LocalText(byLanguage.GetValueOrDefault(context.Language) ?? byLanguage.First().Value, byLanguage);
    }

    private static string CanonicalOf(Questionnaire questionnaire) => ItemTexts.Escape(
        RawElements.Text(questionnaire.UrlElement) is not { } url ? questionnaire.Id ?? ""
        : RawElements.Text(questionnaire.VersionElement) is { } version ? $"{url}|{version}" : url);
}
