namespace Mhero.Core.Fhir;

/// <summary>The extensions on the items of Questionnaires that mHero makes and reads.</summary>
public static class QuestionnaireExtensions
{
    /// <summary>A text in another language: <see cref="TranslationLanguage"/> and <see cref="TranslationContent"/>.</summary>
    public const string Translation = "http://hl7.org/fhir/StructureDefinition/translation";

    /// <summary>Part of <see cref="Translation"/>: the language, <c>valueCode</c>, BCP-47.</summary>
    public const string TranslationLanguage = "lang";

    /// <summary>Part of <see cref="Translation"/>: the text, <c>valueString</c>.</summary>
    public const string TranslationContent = "content";

    /// <summary>The smallest value that is allowed, of the item's type.</summary>
    public const string MinValue = "http://hl7.org/fhir/StructureDefinition/minValue";

    /// <summary>The largest value that is allowed, of the item's type.</summary>
    public const string MaxValue = "http://hl7.org/fhir/StructureDefinition/maxValue";

    /// <summary>A regular expression that the value matches, <c>valueString</c>.</summary>
    public const string Regex = "http://hl7.org/fhir/StructureDefinition/regex";

    /// <summary>Whether the item is not shown, because nobody is asked it; <c>valueBoolean</c>.</summary>
    public const string Hidden = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden";

    /// <summary>The type of resource that a <c>reference</c> item points to, <c>valueCode</c>.</summary>
    public const string ReferenceResource = "http://hl7.org/fhir/StructureDefinition/questionnaire-referenceResource";
}
