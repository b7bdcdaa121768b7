using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Keeps values that an element's type cannot hold, in the forms that FHIR has for them.</summary>
internal static class KeptText
{
    /// <summary>A value without blanks around it and without what FHIR and XML cannot carry; its lines stay. Null when nothing is left.</summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var isClean = true;
        foreach (var c in text)
        {
            if ((char.IsControl(c) && c != '\n') || char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF')
            {
                isClean = false;
                break;
            }
        }

        if (isClean)
        {
            return text.Trim();
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!(Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t')) && rune.Value is not (0xFFFE or 0xFFFF))
            {
                clean.Append(rune);
            }
        }

        var result = clean.ToString().Trim();
        return result.Length == 0 ? null : result;
    }

    /// <summary>Marks an element whose value is kept as text only.</summary>
    public static T AsText<T>(T element, RunAnswer answer)
        where T : Element
    {
        element.Extension.Add(new Extension(QuestionnaireExtensions.DataAbsentReason, new Code("as-text")));
        return WithOriginal(element, answer.Text ?? answer.Shown);
    }

    /// <summary>Adds the original text to an element with another value.</summary>
    public static T WithOriginal<T>(T element, string text)
        where T : Element
    {
        element.Extension.Add(new Extension(QuestionnaireExtensions.OriginalText, new FhirString(text)));
        return element;
    }
}
