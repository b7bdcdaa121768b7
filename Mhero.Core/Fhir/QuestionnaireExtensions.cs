namespace Mhero.Core.Fhir;

/// <summary>The extensions of Questionnaires and their answers that mHero reads or writes.</summary>
public static class QuestionnaireExtensions
{
    /// <summary>On a QuestionnaireResponse: the flow start that began the run. R4 has no element that could name it.</summary>
    public const string FlowStart = MheroSystems.StructureDefinitionBase + "flow-start";

    /// <summary>On an answer option: RapidPro's category for it, where its display is another.</summary>
    public const string RapidProCategory = MheroSystems.StructureDefinitionBase + "rapidpro-category";

    /// <summary>On an item: the name of RapidPro's category for what no test of the flow matched, as the flow's definition has it; <c>valueString</c>.</summary>
    public const string UnmatchedCategory = MheroSystems.StructureDefinitionBase + "rapidpro-unmatched-category";

    /// <summary>On an item: the name of RapidPro's category that takes any answer, as the flow's definition has it; <c>valueString</c>.</summary>
    public const string OpenCategory = MheroSystems.StructureDefinitionBase + "rapidpro-open-category";

    /// <summary>On an item: the name of RapidPro's category for no answer in time, as the flow's definition has it; <c>valueString</c>.</summary>
    public const string TimeoutCategory = MheroSystems.StructureDefinitionBase + "rapidpro-timeout-category";

    /// <summary>
    /// On an item: its answer names the period that a report is about (<c>2026-W47</c>, <c>2026-11</c>, a date); <c>valueBoolean</c>. mHero writes
    /// the period on the response (<see cref="MheroSystems.ReportingPeriod"/>).
    /// </summary>
    public const string ReportPeriodItem = MheroSystems.StructureDefinitionBase + "report-period-item";

    /// <summary>
    /// On a Questionnaire, and copied to its responses: how many periods before the one in which it was authored a report is about, 0 or less
    /// (-1 for the period before); <c>valueInteger</c>.
    /// </summary>
    public const string ReportPeriodOffset = MheroSystems.StructureDefinitionBase + "report-period-offset";

    /// <summary>On an item: its answers identify a person; <c>valueBoolean</c>.</summary>
    public const string PersonalInformation = MheroSystems.StructureDefinitionBase + "personal-information";

    /// <summary>
    /// On an item: RapidPro's expression that has its value, such as <c>@fields.facility</c>; <c>valueString</c>. An authored flow takes the value
    /// from it: without a question if the item is hidden or read-only, else after the contact has confirmed it.
    /// </summary>
    public const string RapidProExpression = MheroSystems.StructureDefinitionBase + "rapidpro-expression";

    /// <summary>On an answer: an answer of the same contact that it replaced (children <c>value</c>, <c>time</c>).</summary>
    public const string EarlierAnswer = MheroSystems.StructureDefinitionBase + "earlier-answer";

    /// <summary>Part of <see cref="EarlierAnswer"/>: the answer, <c>valueString</c>.</summary>
    public const string EarlierValue = "value";

    /// <summary>Part of <see cref="EarlierAnswer"/>: when it was given, <c>valueDateTime</c>.</summary>
    public const string EarlierTime = "time";

    /// <summary>On a value that is missing: why.</summary>
    public const string DataAbsentReason = StandardSystems.CoreDefinitions + "data-absent-reason";

    /// <summary>On a value: the original text, where the value does not contain it.</summary>
    public const string OriginalText = StandardSystems.CoreDefinitions + "originalText";

    /// <summary>On a text: the same in another language.</summary>
    public const string Translation = StandardSystems.CoreDefinitions + "translation";

    /// <summary>On an item: the least value.</summary>
    public const string MinValue = StandardSystems.CoreDefinitions + "minValue";

    /// <summary>On an item: the greatest value.</summary>
    public const string MaxValue = StandardSystems.CoreDefinitions + "maxValue";

    /// <summary>On a quantity item: the unit.</summary>
    public const string Unit = StandardSystems.CoreDefinitions + "questionnaire-unit";

    /// <summary>On a quantity item: one of the units to choose from.</summary>
    public const string UnitOption = StandardSystems.CoreDefinitions + "questionnaire-unitOption";

    /// <summary>Part of <see cref="Translation"/>: the language, <c>valueCode</c>, BCP-47.</summary>
    public const string TranslationLanguage = "lang";

    /// <summary>Part of <see cref="Translation"/>: the text, <c>valueString</c>.</summary>
    public const string TranslationContent = "content";

    /// <summary>A regular expression that the value matches, <c>valueString</c>.</summary>
    public const string Regex = StandardSystems.CoreDefinitions + "regex";

    /// <summary>Whether the item is not shown, because no person is asked it; <c>valueBoolean</c>.</summary>
    public const string Hidden = StandardSystems.CoreDefinitions + "questionnaire-hidden";

    /// <summary>On a reference item: the type of resource that is meant.</summary>
    public const string ReferenceResource = StandardSystems.CoreDefinitions + "questionnaire-referenceResource";
}
