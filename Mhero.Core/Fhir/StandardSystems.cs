namespace Mhero.Core.Fhir;

/// <summary>Code systems and definitions of HL7 and others, each once.</summary>
public static class StandardSystems
{
    /// <summary>Base of the definitions of R4: resources, data types and core extensions.</summary>
    public const string CoreDefinitions = "http://hl7.org/fhir/StructureDefinition/";

    /// <summary>Base of HL7's extensions for Structured Data Capture.</summary>
    public const string SdcQuestionnaire = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";

    /// <summary>Prefix of a UUID as a URI.</summary>
    public const string UrnUuid = "urn:uuid:";

    /// <summary>How a message is sent: <c>Communication.medium</c>.</summary>
    public const string ParticipationMode = Terminology + "v3-ParticipationMode";

    /// <summary>Why an act is done; has the code for test data.</summary>
    public const string ActReason = Terminology + "v3-ActReason";

    /// <summary>Types of identifiers.</summary>
    public const string IdentifierTypes = Terminology + "v2-0203";

    /// <summary>Why a Communication was not sent.</summary>
    public const string NotDoneReason = Terminology + "communication-not-done-reason";

    /// <summary>Categories of Communications and their requests.</summary>
    public const string CommunicationCategory = Terminology + "communication-category";

    /// <summary>Categories of Flags.</summary>
    public const string FlagCategory = Terminology + "flag-category";

    /// <summary>Parts in the making of a resource.</summary>
    public const string ProvenanceParticipant = Terminology + "provenance-participant-type";

    /// <summary>Clinical states of Conditions.</summary>
    public const string ConditionClinical = Terminology + "condition-clinical";

    /// <summary>How certain a Condition is.</summary>
    public const string ConditionVerification = Terminology + "condition-ver-status";

    /// <summary>How certain an AllergyIntolerance is.</summary>
    public const string AllergyVerification = Terminology + "allergyintolerance-verification";

    /// <summary>Scopes of Consents.</summary>
    public const string ConsentScope = Terminology + "consentscope";

    /// <summary>Units.</summary>
    public const string Ucum = "http://unitsofmeasure.org";

    /// <summary>SNOMED CT.</summary>
    public const string Snomed = "http://snomed.info/sct";

    /// <summary>LOINC.</summary>
    public const string Loinc = "http://loinc.org";

    /// <summary>ICD-10.</summary>
    public const string Icd10 = "http://hl7.org/fhir/sid/icd-10";

    /// <summary>ICD-11.</summary>
    public const string Icd11 = "http://id.who.int/icd/release/11/mms";

    /// <summary>Vaccines.</summary>
    public const string Cvx = "http://hl7.org/fhir/sid/cvx";

    /// <summary>Medicines.</summary>
    public const string Atc = "http://www.whocc.no/atc";

    /// <summary>The Columbia International eHealth Laboratory's dictionary.</summary>
    public const string Ciel = "https://cielterminology.org";

    private const string Terminology = "http://terminology.hl7.org/CodeSystem/";
}
