using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Mapping.Questionnaires;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Adds the nodes of one question: the message, the wait, and the explanation after an answer that was not taken.</summary>
/// <param name="context">The authoring.</param>
/// <param name="draft">The flow.</param>
internal sealed class QuestionBlock(AuthoringContext context, FlowDraft draft)
{
    private const string Tries = ResultKeys.Tries;

    /// <summary>Asks.</summary>
    /// <param name="path">The item that it belongs to, or the part of the flow.</param>
    /// <param name="resultName">The name of the result; null saves none.</param>
    /// <param name="text">The question.</param>
    /// <param name="form">How it is asked.</param>
    /// <param name="isRequired">Whether it cannot be skipped.</param>
    /// <returns>The exit of each category; all are open, and so is that after the last attempt.</returns>
    public IReadOnlyDictionary<string, DraftExit> Ask(string path, string? resultName, LocalText text, QuestionForm form, bool isRequired)
    {
        var skip = LocalText.Of(form.SkipWord);
        var skipLine = isRequired ? LocalText.Empty
            : form.IsMenu ? context.Phrases[Phrase.Skip].Select(word => $"{form.SkipWord} {word}")
            : context.Phrases[Phrase.SkipHint].With(skip);
        var prompt = form.Menu.IsEmpty
            ? LocalText.Join(" ", text, form.Hint, skipLine)
            : LocalText.Join("\n", LocalText.Join(" ", text, form.Hint), form.Menu, skipLine);
        var hasRetries = context.Options.Retries > 0;
        draft.Act(path, hasRetries ? [draft.Set(path, Tries, "0"), draft.Send(path, prompt)] : [draft.Send(path, prompt)]);
        var (wait, exits) = draft.Decide($"{path}/wait", RouteOf(resultName, form, isRequired));
        if (!hasRetries || !exits.TryGetValue(OptionCategories.Unmatched, out var refused))
        {
            return exits;
        }

        var taken = draft.TakeOpen().Where(e => e != refused).ToList();
        draft.Open([refused]);
        AskAgain(path, wait, LocalText.Join(" ", form.Explanation, isRequired ? LocalText.Empty : context.Phrases[Phrase.SkipHint].With(skip)));
        draft.Open(taken);
        return exits;
    }

    private static Route RouteOf(string? resultName, QuestionForm form, bool isRequired)
    {
        List<RouteCase> skip = isRequired ? [] : [RouteCase.Of(OptionCategories.Skipped, "has_only_phrase", form.SkipWord)];
        return new Route(Route.Input, [.. skip, .. form.Cases], OptionCategories.Unmatched) { ResultName = resultName, Waits = true, Labels = form.Labels };
    }

    /// <summary>Counts the attempts; the exit after the last one is open afterwards.</summary>
    private void AskAgain(string path, DraftNode wait, LocalText explanation)
    {
        var again = $"{path}/again";
        var limit = context.Options.Retries.ToString(CultureInfo.InvariantCulture);
        var (_, exits) = draft.Decide(again, new Route($"@results.{Tries}", [RouteCase.Of("Again", "has_number_lt", limit)], "Enough"));
        var enough = draft.TakeOpen().Where(e => e == exits["Enough"]).ToList();
        draft.Open([exits["Again"]]);
        draft.Act(again, draft.Set(again, Tries, $"@(results.{Tries}.value + 1)"), draft.Send(again, explanation));
        draft.LeadTo(wait);
        draft.Open(enough);
    }
}
