using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction;

/// <summary>
/// Every code that an issue of the extraction carries, with <see cref="MheroSystems.IssueCodes"/> as its system.
/// <c>docs/issue-codes.md</c> explains each.
/// </summary>
public static class ExtractionCodes
{
    /// <summary>A FHIRPath expression that does not parse.</summary>
    public const string ExpressionNotParsed = "MH2801";

    /// <summary>A FHIRPath expression that failed on this response.</summary>
    public const string ExpressionFailed = "MH2802";

    /// <summary>A variable that extraction does not know.</summary>
    public const string UnknownVariable = "MH2803";

    /// <summary>A template that is not among the contained resources, or not of a kind that fits.</summary>
    public const string TemplateMissing = "MH2804";

    /// <summary>An extraction extension that lacks a part or has one of the wrong type.</summary>
    public const string MalformedExtension = "MH2805";

    /// <summary>A value whose type the element cannot hold; the element was left out.</summary>
    public const string WrongType = "MH2806";

    /// <summary>Several values for an element that takes one; the first was taken.</summary>
    public const string SeveralValues = "MH2807";

    /// <summary>A definition that names no element of its R4 type.</summary>
    public const string UnknownElement = "MH2808";

    /// <summary>A definition without a <c>definitionExtract</c> of the same canonical around it.</summary>
    public const string NoExtractionContext = "MH2809";

    /// <summary>The same definition extracted twice in one place, or inside itself; the first or outer one counts.</summary>
    public const string DefinitionRepeated = "MH2810";

    /// <summary>A profile is only named in <c>meta.profile</c>: its fixed values are not known and not filled in.</summary>
    public const string ProfileNotKnown = "MH2811";

    /// <summary>A batch, which only the profile's StructureDefinition could explain.</summary>
    public const string SliceNotSupported = "MH2812";

    /// <summary>A way of extraction that mHero does not have (StructureMap, an extraction query).</summary>
    public const string NotSupported = "MH2813";

    /// <summary>Observations come from completed and amended responses only.</summary>
    public const string NotCompleted = "MH2814";

    /// <summary>An item to be extracted as an Observation has no code.</summary>
    public const string ItemWithoutCode = "MH2815";

    /// <summary>An answer without a value of its type (kept as text in the response), or of a type that no Observation holds.</summary>
    public const string AnswerNotCarried = "MH2816";

    /// <summary>A reference of the response that R4 does not allow in the same place of an Observation.</summary>
    public const string ReferenceNotCarried = "MH2817";

    /// <summary>The extracted resource is not valid R4; it was left out.</summary>
    public const string InvalidResource = "MH2818";

    /// <summary>The extracted resource breaks an invariant of R4; it was left out.</summary>
    public const string BrokenInvariant = "MH2819";

    /// <summary>A reference to a type of resource that R4 does not allow there; the resource was left out.</summary>
    public const string ReferenceType = "MH2820";

    /// <summary>A reference to an entry that was left out, or to an allocated id that no entry took; it was removed.</summary>
    public const string ReferenceToNothing = "MH2821";

    /// <summary>Two entries write to the same resource or condition; the first is kept, references to the second lead to it.</summary>
    public const string SameTarget = "MH2822";

    /// <summary>A <c>fullUrl</c> that another entry has, or that is none; it was replaced.</summary>
    public const string FullUrlReplaced = "MH2823";

    /// <summary>The condition of a conditional write is empty or names no value.</summary>
    public const string EmptyCondition = "MH2824";

    /// <summary>A resource id that is none in FHIR; the entry was left out.</summary>
    public const string InvalidId = "MH2825";

    /// <summary>The response has an item that the Questionnaire lacks, or has it elsewhere.</summary>
    public const string UnknownItem = "MH2826";

    /// <summary>Two items of the Questionnaire have the same linkId; the first counts.</summary>
    public const string LinkIdRepeated = "MH2827";

    /// <summary>The response names another Questionnaire, or another version of it.</summary>
    public const string OtherQuestionnaire = "MH2828";

    /// <summary>Nothing was extracted.</summary>
    public const string NothingExtracted = "MH2829";

    /// <summary>Items or templates nested too deep, as in a cycle.</summary>
    public const string TooDeep = "MH2830";

    /// <summary>An expression asks for the time of day: the result would differ each time.</summary>
    public const string ClockUsed = "MH2831";

    /// <summary>A version condition on an entry that does not update by id; it was dropped.</summary>
    public const string ConditionDropped = "MH2832";

    /// <summary>The response has no authored time, so no Provenance could be made.</summary>
    public const string NoProvenance = "MH2833";

    /// <summary>An expression or a template that is too large, or needs too much time or gives too much on this response.</summary>
    public const string LimitExceeded = "MH2834";

    /// <summary>The response, the Questionnaire or the request does not conform to FHIR's JSON format, or is missing.</summary>
    public const string MalformedInput = "MH2835";

    /// <summary>The registry did not answer the search for the Questionnaire.</summary>
    public const string RegistryUnread = "MH2836";
}
