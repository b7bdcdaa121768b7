using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Authoring;

/// <summary>Reads texts of a Questionnaire with their translations, ready to stand in a message of a flow.</summary>
internal static class ItemTexts
{
    private const int MaxDepth = 128;

    /// <summary>Displays of terminologies (LOINC, CVX) are made for screens.</summary>
    private const int LongDisplay = 40;

    /// <summary>The question as a person reads it: the short text where there is one, with the item's prefix; empty for none.</summary>
    public static LocalText Of(Questionnaire.ItemComponent item)
    {
        var shown = item.Extension.Find(e => e.Url == AuthoringExtensions.ShortText)?.Value as FhirString ?? item.TextElement;
        var text = Read(shown);
        return text.IsEmpty ? text : LocalText.Join(" ", Read(item.PrefixElement), text);
    }

    /// <summary>A text with its translations; empty for none.</summary>
    public static LocalText Read(Element? element)
    {
        var text = Clean(RawElements.Text(element as PrimitiveType));
        if (text.Length == 0)
        {
            return LocalText.Empty;
        }

        var translations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (language, content) in RawElements.Translations(element))
        {
            if (LanguageCodes.ToIso6393(language) is { } code && Clean(content) is { Length: > 0 } translated)
            {
                translations.TryAdd(code, translated);
            }
        }

        return new LocalText(text, translations);
    }

    /// <summary>The display of an option, its code where it has none; in place of a long one the category that the Questionnaire names.</summary>
    public static LocalText Of(AnswerOption option)
    {
        if (option is { Display.Length: > LongDisplay, Categories: [var category, ..] })
        {
            return LocalText.Of(Clean(category));
        }

        var translations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (language, text) in option.Translations)
        {
            if (LanguageCodes.ToIso6393(language) is { } code && Clean(text) is { Length: > 0 } translated)
            {
                translations.TryAdd(code, translated);
            }
        }

        return new LocalText(Clean(option.Display ?? option.Code), translations);
    }

    /// <summary>Every language into which some text of the Questionnaire is translated, ISO 639-3.</summary>
    public static IReadOnlySet<string> LanguagesIn(Questionnaire questionnaire)
    {
        var languages = new HashSet<string>(StringComparer.Ordinal);
        Collect(questionnaire, languages, 0);
        return languages;
    }

    /// <summary>A text as a flow's expressions leave it: they read <c>@@</c> as one @.</summary>
    public static string Escape(string text) => text.Replace("@", "@@", StringComparison.Ordinal);

    private static string Clean(string? text) => Escape(TextNormalizer.Clean(text) ?? "");

    private static void Collect(Base element, HashSet<string> languages, int depth)
    {
        var tag = element switch
        {
            Extension { Url: QuestionnaireExtensions.Translation } extension => RawElements.Text(extension.Extension.Find(e => e.Url == QuestionnaireExtensions.TranslationLanguage)?.Value as PrimitiveType),
            ValueSet.DesignationComponent designation => RawElements.Text(designation.LanguageElement),
            _ => null,
        };
        if (LanguageCodes.ToIso6393(tag) is { } code)
        {
            languages.Add(code);
        }

        foreach (var (_, value) in depth > MaxDepth ? [] : element.EnumerateElements())
        {
            foreach (var child in value as IEnumerable<Base> ?? (value is Base one ? [one] : []))
            {
                Collect(child, languages, depth + 1);
            }
        }
    }
}
