using Hl7.Fhir.Model;
using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Authoring.Questions;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Authoring;

/// <summary>
/// Makes a RapidPro flow of a Questionnaire. The same Questionnaire and options give the same file. A part that a flow cannot have is an issue with the
/// item's linkId; nothing is left out without one. Thread-safe.
/// </summary>
public static class QuestionnaireToFlow
{
    /// <summary>RapidPro's engine takes no more nodes.</summary>
    internal const int MaxNodes = 1000;

    private const int MaxNameLength = 64;

    private static readonly int[] ExpiryTimes = [5, 10, 15, 30, 60, 180, 360, 720, 1080, 1440, 2880, 4320, 10080, 20160, 43200];

    /// <summary>Makes the flow.</summary>
    /// <param name="from">The Questionnaire, the options, which <see cref="AuthoringOptions.Validate"/> found no fault with, and value sets.</param>
    /// <returns>The flow, null when no question can be asked or RapidPro would not take it; and what is not in it or has no effect.</returns>
    public static MappingResult<AuthoredFlow?> Create(AuthoringSource from)
    {
        var issues = new IssueCollector();
        var questionnaire = Completed(from);
        var context = new AuthoringContext(questionnaire, from.Options, issues);
        var name = NameOf(questionnaire, from.Options, issues);
        Link(questionnaire, name, issues);
        ReportLanguages(context);

        var uuids = new DraftUuids($"{questionnaire.Url}|{questionnaire.Version}|{name}");
        var draft = new FlowDraft(uuids);
        var asked = Build(context, draft);
        if (asked == 0)
        {
            issues.Warn(AuthoringCodes.NoQuestionnaire, "Questionnaire.item", "No question can be asked, so no flow was made.");
            return new(null, issues.ToList());
        }

        if (draft.Nodes.Count > MaxNodes)
        {
            issues.Warn(AuthoringCodes.TooManyNodes, "Questionnaire.item", string.Create(CultureInfo.InvariantCulture, $"The flow would have more than {MaxNodes} nodes, which RapidPro does not take. Divide the Questionnaire, or ask for fewer rows."));
            return new(null, issues.ToList());
        }

        var messages = MessageList.Of(draft.Nodes, context.Language);
        ReportLengths(messages, issues);
        var flow = FlowWriter.Write(draft, uuids.Next("flow"), name, context.Language, Expiry(from.Options, issues));
        return new(new AuthoredFlow(name, ExportWriter.Write(flow, from.Options), asked, messages, questionnaire), issues.ToList());
    }

    private static int Build(AuthoringContext context, FlowDraft draft)
    {
        var questions = new QuestionBlock(context, draft);
        var call = new AnswerCall(context.Options, draft);
        var frame = new FlowFrame(context, draft, questions, call);
        var walk = new ItemWalk(context, draft, questions, call);
        var withoutConsent = frame.Begin();
        walk.Add(context.Questionnaire.Item);
        frame.Finish(walk.Asked, withoutConsent);
        return walk.Asked.Count;
    }

    /// <summary>A copy with the value sets that were given, because answers are coded by what the Questionnaire contains.</summary>
    private static Questionnaire Completed(AuthoringSource from)
    {
        var questionnaire = (Questionnaire)from.Questionnaire.DeepCopy();
        HashSet<string> languages = [.. ItemTexts.LanguagesIn(questionnaire), .. from.Options.Languages()];
        foreach (var set in from.ValueSets)
        {
            var copy = (ValueSet)set.DeepCopy();
            Prune(copy.Expansion?.Contains ?? [], languages);
            copy.Id = string.Create(CultureInfo.InvariantCulture, $"vs-{questionnaire.Contained.Count + 1}");
            questionnaire.Contained.Add(copy);
        }

        return questionnaire;
    }

    /// <summary>
    /// Removes what the flow does not offer: codes that are no longer to be used, and designations in languages that the Questionnaire does not have. A
    /// terminology server knows more languages than the form, whose questions would be in none of them.
    /// </summary>
    private static void Prune(List<ValueSet.ContainsComponent> contains, HashSet<string> languages)
    {
        contains.RemoveAll(entry => RawElements.Flag(entry.InactiveElement) && entry.Contains.Count == 0);
        foreach (var entry in contains)
        {
            if (RawElements.Flag(entry.InactiveElement))
            {
                entry.Abstract = true;
            }

            entry.Designation.RemoveAll(d => LanguageCodes.ToIso6393(RawElements.Text(d.LanguageElement)) is not { } language || !languages.Contains(language));
            Prune(entry.Contains, languages);
        }
    }

    /// <summary>The flow's name in the form that the import of RapidPro leaves as it is.</summary>
    private static string NameOf(Questionnaire questionnaire, AuthoringOptions options, IssueCollector issues)
    {
        var wanted = options.FlowName
            ?? questionnaire.Identifier.Find(i => i.System == MheroSystems.FlowName)?.Value
            ?? RawElements.Text(questionnaire.TitleElement) ?? RawElements.Text(questionnaire.NameElement) ?? "Questionnaire";
        var name = TextNormalizer.Cut((TextNormalizer.Clean(wanted) ?? "Questionnaire").Replace('"', '\'').Replace('\\', '/'), MaxNameLength);
        if (name != wanted)
        {
            issues.Inform(AuthoringCodes.ValueAdapted, "Questionnaire.title", "RapidPro takes a flow's name of 64 characters without quotation marks and backslashes; the flow has such a name.");
        }

        return name;
    }

    private static void Link(Questionnaire questionnaire, string name, IssueCollector issues)
    {
        if (!questionnaire.Identifier.Exists(i => i.System == MheroSystems.FlowName && i.Value == name))
        {
            questionnaire.Identifier.Add(new Identifier(MheroSystems.FlowName, name));
            issues.Inform(AuthoringCodes.NotLinked, "Questionnaire.identifier", $"The Questionnaire does not name the flow. Save it in the registry with the identifier {MheroSystems.FlowName}|{name}, so that the runs come back to it.");
        }
    }

    private static void ReportLanguages(AuthoringContext context)
    {
        if (!context.HasLanguage)
        {
            context.Issues.Inform(AuthoringCodes.LanguageTexts, "Questionnaire.language", "The Questionnaire names no language; English was taken.");
        }

        foreach (var language in context.Phrases.Missing)
        {
            context.Issues.Warn(AuthoringCodes.LanguageTexts, "Questionnaire.language", $"mHero has no texts of its own in {language} (Yes, No, explanations); those of the flow are English. Translate them in the flow editor.");
        }
    }

    private static void ReportLengths(IReadOnlyList<AuthoredMessage> messages, IssueCollector issues)
    {
        foreach (var (path, language, text, length) in messages)
        {
            if (text.Length > MessageList.MaxLength)
            {
                issues.Warn(AuthoringCodes.TooLong, path, string.Create(CultureInfo.InvariantCulture, $"The message in {language} has {text.Length} characters, and RapidPro takes {MessageList.MaxLength}. Shorten the text (extension sdc-questionnaire-shortText)."));
            }
            else if (length.Segments > 1)
            {
                issues.Inform(AuthoringCodes.SeveralSegments, path, string.Create(CultureInfo.InvariantCulture, $"The message in {language} needs {length.Segments} SMS ({length.Characters} characters of {(length.IsGsm7 ? "GSM-7" : "UCS-2")})."));
            }
        }
    }

    private static int Expiry(AuthoringOptions options, IssueCollector issues)
    {
        var times = options.Target == RapidProTarget.V26 ? ExpiryTimes[..^1] : ExpiryTimes;
        var chosen = times.MinBy(time => Math.Abs(time - options.ExpireAfterMinutes));
        if (chosen != options.ExpireAfterMinutes)
        {
            issues.Inform(AuthoringCodes.ValueAdapted, "options.expire", string.Create(CultureInfo.InvariantCulture, $"RapidPro has no expiry after {options.ExpireAfterMinutes} minutes; {chosen} was taken."));
        }

        return chosen;
    }
}
