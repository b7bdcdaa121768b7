using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Reads an implementer's Questionnaire, which may hold what R4 does not know: typed properties would throw then.</summary>
internal static class RawElements
{
    public static string? Text(PrimitiveType? element) => element?.JsonValue as string is { Length: > 0 } text ? text : null;

    public static bool Flag(PrimitiveType? element) => element?.JsonValue is true;

    public static int? Number(PrimitiveType? element) => element?.JsonValue is int number ? number : null;

    public static IEnumerable<DataType> Values(IExtendable element, string url)
    {
        foreach (var extension in element.Extension)
        {
            if (extension.Url == url && extension.Value is { } value)
            {
                yield return value;
            }
        }
    }

    public static DataType? Value(IExtendable element, string url) => Values(element, url).FirstOrDefault();

    /// <summary>The translations of a text, by BCP-47 tag.</summary>
    public static IEnumerable<(string Language, string Text)> Translations(Element? text)
    {
        if (text is null)
        {
            yield break;
        }

        foreach (var extension in text.Extension)
        {
            if (extension.Url == QuestionnaireExtensions.Translation
                && Text(Value(extension, "lang") as PrimitiveType) is { } language
                && Text(Value(extension, "content") as PrimitiveType) is { } content)
            {
                yield return (LanguageCodes.ToBcp47(language) ?? language, content);
            }
        }
    }
}
