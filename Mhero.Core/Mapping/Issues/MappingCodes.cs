namespace Mhero.Core.Mapping.Issues;

/// <summary>Every code that a <see cref="MappingIssue"/> carries. <c>docs/issue-codes.md</c> explains each.</summary>
public static class MappingCodes
{
    /// <summary>A telephone number that cannot be read; it stays where it is and is not carried over.</summary>
    public const string InvalidNumber = "MH2101";

    /// <summary>A WhatsApp address without a usable number or business-scoped id.</summary>
    public const string InvalidWhatsApp = "MH2102";

    /// <summary>A language code that is not in ISO 639-3.</summary>
    public const string UnknownLanguage = "MH2103";

    /// <summary>A short code; RapidPro refuses one as a new URN, so it is not sent.</summary>
    public const string ShortCodeNotSent = "MH2104";

    /// <summary>The workspace hides its contacts' URNs; numbers are neither read nor written.</summary>
    public const string UrnsHidden = "MH2105";

    /// <summary>A name longer than RapidPro takes; it was cut.</summary>
    public const string NameCut = "MH2106";

    /// <summary>A field value longer than RapidPro takes; it was cut.</summary>
    public const string ValueCut = "MH2107";

    /// <summary>The workspace has no such field; its value is unknown, which is not the same as empty.</summary>
    public const string FieldMissing = "MH2108";

    /// <summary>A value that the field's type cannot hold; RapidPro would clear the field without saying so.</summary>
    public const string NotOfFieldType = "MH2109";

    /// <summary>A value in the registry that FHIR R4 does not allow in its element.</summary>
    public const string FaultyValue = "MH2110";

    internal const string FaultyValueAdvice = "This value is not one that FHIR R4 allows here; it is read by its meaning, or as absent. Correct it in the registry.";

    /// <summary>A contact field that has another type in RapidPro than in the settings; values that it cannot show are unknown.</summary>
    public const string OtherFieldType = "MH2111";

    /// <summary>A reference to a Location that was not loaded and has no display text.</summary>
    public const string PlaceNotLoaded = "MH2201";

    /// <summary>No Location has this name or identifier.</summary>
    public const string PlaceNotFound = "MH2202";

    /// <summary>More than one Location has this name or identifier.</summary>
    public const string PlaceAmbiguous = "MH2203";

    /// <summary>A value that the registry derives from another (the district from the facility) and that cannot be set on its own.</summary>
    public const string DerivedValue = "MH2204";

    /// <summary>A Person or Patient has no role, or a Person no language, to hold the value.</summary>
    public const string NoSuchElement = "MH2205";

    /// <summary>The role that mHero made was ended in the registry; mHero does not make another.</summary>
    public const string RoleEnded = "MH2206";

    /// <summary>The entity type is not Practitioner, Person or Patient.</summary>
    public const string UnknownEntityType = "MH2207";

    /// <summary>A birth date that is not <c>yyyy</c>, <c>yyyy-MM</c>, <c>yyyy-MM-dd</c> or an ISO 8601 time.</summary>
    public const string InvalidDate = "MH2301";

    /// <summary>A gender text that is neither a code, nor a configured text, nor a common abbreviation.</summary>
    public const string UnknownGender = "MH2302";

    /// <summary>A name cleared in RapidPro; the registry keeps its own.</summary>
    public const string NameKept = "MH2303";

    /// <summary>A FHIRPath expression that failed on this resource or selected something without a text form.</summary>
    public const string FhirPathNotText = "MH2401";

    /// <summary>A FHIRPath expression that selects several values; the first was taken.</summary>
    public const string FhirPathSeveral = "MH2402";

    /// <summary>A FHIRPath expression that does not select exactly one existing primitive, or one that cannot hold the value.</summary>
    public const string FhirPathNotWritable = "MH2403";

    /// <summary>RapidPro gives no definition of the flow; its Questionnaire was made of the names of its results.</summary>
    public const string NoDefinition = "MH2501";

    /// <summary>The definition is of the old engine (specification 12 and older); it was not used.</summary>
    public const string LegacyDefinition = "MH2502";

    /// <summary>Nodes that save the same result ask for answers of different types; the item takes any text.</summary>
    public const string ConflictingTypes = "MH2503";

    /// <summary>A bound that is an expression or cannot be read; the item has no such bound.</summary>
    public const string UnreadableBound = "MH2504";

    /// <summary>A translation into something that ISO 639 does not know; it was left out.</summary>
    public const string UnknownFlowLanguage = "MH2505";

    /// <summary>One question takes answers of different types; the item takes any text beside its options.</summary>
    public const string MixedTests = "MH2506";

    /// <summary>A result that no way through the flow leads to.</summary>
    public const string UnreachableResult = "MH2507";

    /// <summary>A question that no message leads to; the result's name stands for it.</summary>
    public const string NoPrompt = "MH2508";

    /// <summary>A test that is not known here; the item takes any text.</summary>
    public const string UnknownTest = "MH2509";

    /// <summary>The flow sets a result itself to a value that is not an answer of its question's type.</summary>
    public const string SetToOtherType = "MH2510";

    /// <summary>A result without an answer: a time-out, or an empty value. It has no item in the response.</summary>
    public const string NotAnswered = "MH2601";

    /// <summary>An answer that cannot have the type of its item, or that the flow did not understand; kept as text.</summary>
    public const string AnswerNotTyped = "MH2602";

    /// <summary>An answer that is none of the item's options; kept without a code, as text where the item takes text.</summary>
    public const string NotAnOption = "MH2603";

    /// <summary>The item's options are not in the Questionnaire; the answer was kept without a code.</summary>
    public const string OptionsUnknown = "MH2604";

    /// <summary>An answer outside the item's <c>minValue</c>, <c>maxValue</c> or <c>maxLength</c>; kept as it is.</summary>
    public const string AnswerOutOfBounds = "MH2605";

    /// <summary>A result that the Questionnaire has no item for; kept as an item of its own.</summary>
    public const string ResultWithoutItem = "MH2606";

    /// <summary>No Location fits the path of a place; kept as the reference's display.</summary>
    public const string AnswerPlaceNotFound = "MH2607";

    /// <summary>Several Locations fit the path of a place; kept as the reference's display.</summary>
    public const string AnswerPlaceAmbiguous = "MH2608";

    /// <summary>Several media for an item that does not repeat; the first was taken, the addresses of all kept beside it.</summary>
    public const string SeveralMedia = "MH2609";

    /// <summary>A quantity item that does not name one unit.</summary>
    public const string UnitUnknown = "MH2610";

    /// <summary>An answer in the category of what was not understood, for which the item has an option; its text kept beside it.</summary>
    public const string OtherOption = "MH2611";

    /// <summary>R4 does not allow this kind of resource as who answered; the contact's identifier was written in its place.</summary>
    public const string SourceNotAllowed = "MH2612";

    /// <summary>The Questionnaire has no url, so the response names it by its address, or not at all.</summary>
    public const string QuestionnaireWithoutUrl = "MH2613";

    /// <summary>The run is of a flow that was authored from another Questionnaire, or another version of it.</summary>
    public const string OtherAuthoredVersion = "MH2614";

    /// <summary>A message that is neither in nor out, or whose status is not known.</summary>
    public const string MessageStateUnknown = "MH2701";

    /// <summary>R4 does not allow this kind of resource as sender or recipient; the contact's identifier was written in its place.</summary>
    public const string PersonNotAllowed = "MH2702";

    /// <summary>An attachment without an address; left out.</summary>
    public const string AttachmentWithoutUrl = "MH2703";
}
