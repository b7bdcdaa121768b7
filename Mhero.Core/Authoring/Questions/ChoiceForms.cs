using Hl7.Fhir.Model;
using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Makes the forms of questions with options: boolean, choice, open-choice, and other types with a list of answers.</summary>
/// <param name="context">The authoring.</param>
internal sealed class ChoiceForms(AuthoringContext context)
{
    /// <summary>More options than this fit in no message that a person reads on a simple phone.</summary>
    private const int MaxOptions = 20;

    private const int MaxMenu = 480;

    // Of RunMappingOptions.YesCategories and NoCategories: a category has the same name in every language.
    private const string Yes = "Yes";
    private const string No = "No";

    /// <summary>The form of a question for yes or no.</summary>
    public QuestionForm Boolean()
    {
        LocalText[] displays = [context.Phrases[Phrase.Yes], context.Phrases[Phrase.No]];
        return Menued(displays, [Yes, No], Menu.Labels(2, context.Options.Menu)) with
        {
            Options = [new FormOption(new FhirBoolean(true), Yes, displays[0]), new FormOption(new FhirBoolean(false), No, displays[1])],
        };
    }

    /// <summary>The form of a choice; null when it cannot be asked, which is reported.</summary>
    public QuestionForm? Choice(ItemComponent item)
    {
        if (OptionsOf(item) is not { } options)
        {
            return null;
        }

        var takesOwnWords = item.Type == QuestionnaireItemType.OpenChoice;
        List<LocalText> displays = [.. options.Select(o => o.Display)];
        List<string> categories = [.. options.Select(o => o.Category)];
        if (takesOwnWords)
        {
            var label = ItemTexts.Read(item.Extension.Find(e => e.Url == AuthoringExtensions.OpenLabel)?.Value);
            displays.Add(label.IsEmpty ? context.Phrases[Phrase.OwnWords] : label);
            categories.Add(OptionCategories.OwnWords);
        }

        var labels = Prefixes(item, displays.Count) ?? Menu.Labels(displays.Count, context.Options.Menu);
        return Menued(displays, categories, labels) with { Options = options };
    }

    /// <summary>The form of a choice of several options by their numbers; null when it cannot be asked, which is reported.</summary>
    public QuestionForm? Numbers(ItemComponent item)
    {
        if (OptionsOf(item) is not { } options)
        {
            return null;
        }

        var labels = Menu.Labels(options.Count, MenuStyle.Numbers);
        var pattern = $@"\A(?:(?:{string.Join('|', labels.Reverse())})(?:[\s,;.+&/-]+|\z))+\z";
        return new QuestionForm([RouteCase.Of(OptionCategories.Numbers, "has_pattern", pattern)], context.Phrases[Phrase.SelectHint])
        {
            Menu = LocalText.Join("\n", Menu.Lines(labels, [.. options.Select(o => o.Display)]), context.Phrases[Phrase.SelectHint]),
            Options = options,
        };
    }

    /// <summary>The options of an item; null when there are none that can be listed, which is reported.</summary>
    public IReadOnlyList<FormOption>? OptionsOf(ItemComponent item)
    {
        var options = context.Choices.List(item, out var isComplete);
        if (options is not { Count: > 0 } || !isComplete)
        {
            context.Refuse(item, AuthoringCodes.OptionsNotAuthored, item.AnswerValueSet is { } set
                ? $"The value set {set} is not contained, was not passed and is not one that the registry lists in full, so its options are not known. Contain its expansion in the Questionnaire, or pass it."
                : "The item has no options that could be listed. Add answerOption, or an expanded value set.");
            return null;
        }

        var names = OptionCategories.Of(options.Select(o => (o.Categories.Count > 0 ? o.Categories[0] : null, o.Display, o.Code)));
        List<FormOption> made = [.. options.Select((o, i) => new FormOption(o.Value, names[i], ItemTexts.Of(o)))];
        if (made.Count > MaxOptions || made.Sum(o => o.Display.Base.Length + 4) > MaxMenu)
        {
            context.Refuse(item, AuthoringCodes.TooManyOptions, $"{made.Count} options do not fit in one message. Divide the question, shorten the displays, or ask for a text.");
            return null;
        }

        return made;
    }

    private QuestionForm Menued(IReadOnlyList<LocalText> displays, IReadOnlyList<string> categories, IReadOnlyList<string> labels)
    {
        var what = context.Phrases[context.Options.Menu == MenuStyle.Letters ? Phrase.TheLetter : Phrase.TheNumber];
        return new QuestionForm([.. Menu.Cases(labels, displays, categories)], context.Phrases[Phrase.NotAnOption].With(what))
        {
            Menu = Menu.Lines(labels, displays),
            Labels = categories.Zip(displays).Where(pair => pair.First != OptionCategories.OwnWords).ToDictionary(pair => pair.First, pair => pair.Second.Select(text => TextNormalizer.Cut(text, 36))),
            ZeroIsAnswer = labels.Contains("0"),
            IsMenu = true,
        };
    }

    /// <summary>The prefixes of the options in place of numbers; null when not all of them have a short one of their own.</summary>
    private List<string>? Prefixes(ItemComponent item, int count)
    {
        List<string> prefixes = [.. item.AnswerOption.Select(o =>
            (RawElements.Text((RawElements.Value(o, AuthoringExtensions.OptionPrefix) ?? RawElements.Value(o.Value, AuthoringExtensions.OptionPrefix)) as PrimitiveType) ?? "").Trim().TrimEnd('.', ')', ':'))];
        if (prefixes.TrueForAll(p => p.Length == 0))
        {
            return null;
        }

        if (prefixes.Count == count && prefixes.TrueForAll(p => p.Length is 1 or 2 && p.All(char.IsLetterOrDigit)) && prefixes.Distinct(StringComparer.OrdinalIgnoreCase).Count() == count)
        {
            return prefixes;
        }

        context.Note(item, AuthoringCodes.PartIgnored, "Not every option has a prefix of one or two characters of its own; the options are numbered.");
        return null;
    }
}
