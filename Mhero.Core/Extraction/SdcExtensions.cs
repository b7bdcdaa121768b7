using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction;

/// <summary>
/// The extensions of HL7's Structured Data Capture 4.0.0 that define the extraction, and those of core R4 used with them.
/// https://hl7.org/fhir/uv/sdc/STU4/extraction.html
/// </summary>
internal static class SdcExtensions
{
    private const string Sdc = StandardSystems.SdcQuestionnaire;

    public const string ObservationExtract = Sdc + "observationExtract";
    public const string ObservationCategory = Sdc + "observation-extract-category";
    public const string ObservationEntry = Sdc + "observationExtractEntry";
    public const string DefinitionExtract = Sdc + "definitionExtract";
    public const string DefinitionExtractValue = Sdc + "definitionExtractValue";
    public const string ItemExtractionContext = Sdc + "itemExtractionContext";
    public const string TemplateExtract = Sdc + "templateExtract";
    public const string TemplateExtractBundle = Sdc + "templateExtractBundle";
    public const string TemplateExtractContext = Sdc + "templateExtractContext";
    public const string TemplateExtractValue = Sdc + "templateExtractValue";
    public const string ExtractAllocateId = Sdc + "extractAllocateId";
    public const string TargetStructureMap = Sdc + "targetStructureMap";

    /// <summary>The name of <see cref="ExtractAllocateId"/> before SDC 4.0.0.</summary>
    public const string AllocateId = Sdc + "allocateId";

    public const string Unit = QuestionnaireExtensions.Unit;
}
