namespace Mhero.Core.Fhir;

/// <summary>Every identifier system, code system and profile that mHero writes or looks for, once.</summary>
public static class MheroSystems
{
    /// <summary>Identifier of the RapidPro contact on a Practitioner, Person or Patient. Existing iHRIS reports read it.</summary>
    public const string ContactUuid = "http://app.rapidpro.io/contact-uuid";

    /// <summary>Identifier of the RapidPro group on a Group.</summary>
    public const string GroupUuid = "http://app.rapidpro.io/group-uuid";

    /// <summary>Identifier of a PractitionerRole that mHero made from a contact's fields; the value is the contact's UUID.</summary>
    public const string ContactRole = "http://mhero.org/fhir/contact-role";

    /// <summary>Identifier of the RapidPro flow on its Questionnaires, those that mHero makes and an implementer's own.</summary>
    public const string FlowUuid = "http://app.rapidpro.io/flow-uuid";

    /// <summary>
    /// Identifier of the RapidPro flow by its name, on an implementer's own Questionnaire: RapidPro gives imported flows new UUIDs. Names
    /// are compared without case and surrounding blanks.
    /// </summary>
    public const string FlowName = "http://app.rapidpro.io/flow-name";

    /// <summary>Identifier of the RapidPro run on its QuestionnaireResponse.</summary>
    public const string RunUuid = "http://app.rapidpro.io/run-uuid";

    /// <summary>Identifier of a QuestionnaireResponse whose run a webhook did not name; replaced by <see cref="RunUuid"/> once it is known.</summary>
    public const string WebhookRun = "http://mhero.org/fhir/webhook-run";

    /// <summary>Identifier of the RapidPro flow start that began a run.</summary>
    public const string FlowStartUuid = "http://app.rapidpro.io/flow-start-uuid";

    /// <summary>Identifier of a FLOIP package on its Questionnaires; the value is the source's name and the package's id, <c>source/package</c>.</summary>
    public const string FloipPackage = "http://mhero.org/fhir/floip-package";

    /// <summary>Identifier of a FLOIP session on its QuestionnaireResponse; the value is <c>source/package/session</c>.</summary>
    public const string FloipSession = "http://mhero.org/fhir/floip-session";

    /// <summary>Identifier of a contact at a FLOIP source; the value is <c>source/contact</c>.</summary>
    public const string FloipContact = "http://mhero.org/fhir/floip-contact";

    /// <summary>Identifier of the RapidPro message on its Communication.</summary>
    public const string MessageId = "http://app.rapidpro.io/message-id";

    /// <summary>Identifier of a CommunicationRequest that mHero carries out; the value is the request's id at mHero.</summary>
    public const string Request = "http://mhero.org/fhir/communication-request";

    /// <summary>Identifier of the Communication of one recipient; the value is the request's id, a dot and the contact's UUID.</summary>
    public const string Sent = "http://mhero.org/fhir/communication";

    /// <summary>Identifier of the Flag by which mHero marks that a person wants no messages; the value is the person's reference.</summary>
    public const string OptOut = "http://mhero.org/fhir/opt-out";

    /// <summary>mHero's own tags in <c>meta.tag</c>; the predecessor's <c>optedout</c> is among them.</summary>
    public const string Tags = "http://mhero.org/codesystem";

    /// <summary>Code of <see cref="Tags"/>: mHero made the resource from a flow and may replace it; without the tag, it belongs to its author.</summary>
    public const string GeneratedTag = "generated";

    /// <summary>
    /// Identifier of a resource that was extracted from a QuestionnaireResponse; the value is the run's UUID, a dot and the
    /// key of the entry, so that extracting again finds the same resource.
    /// </summary>
    public const string Extracted = "http://mhero.org/fhir/extracted";

    /// <summary>Profile of IHE mADX for aggregate reports.</summary>
    public const string MadxMeasureReport = "https://profiles.ihe.net/QRPH/mADX/StructureDefinition/mADX-MeasureReport";

    /// <summary>Identifier of an organisation unit of DHIS2 on its Location or Organization.</summary>
    public const string Dhis2OrgUnit = "http://mhero.org/fhir/dhis2-org-unit";

    /// <summary>Identifier of a data set of DHIS2 on its Measure.</summary>
    public const string Dhis2DataSet = "http://mhero.org/fhir/dhis2-data-set";

    /// <summary>System of DHIS2's data elements as codes of a Measure's groups and populations.</summary>
    public const string Dhis2DataElement = "http://mhero.org/fhir/dhis2-data-element";

    /// <summary>System of DHIS2's category option combinations as codes of strata.</summary>
    public const string Dhis2CategoryOptionCombo = "http://mhero.org/fhir/dhis2-category-option-combo";

    /// <summary>Identifier of the Basic resources with which <see cref="ServerProbe"/> tries a server, and which it deletes again.</summary>
    public const string Probe = "http://mhero.org/fhir/probe";

    /// <summary>System of mHero's own codes (<c>MH2801</c> …) in the <c>details</c> of an OperationOutcome's issues.</summary>
    public const string IssueCodes = "http://mhero.org/fhir/CodeSystem/issue";

    /// <summary>
    /// Extension beside <c>template</c>, <c>definition</c> or <c>fullUrl</c> in an SDC extract extension: a FHIRPath expression (string)
    /// for the search by which the extracted resource replaces the one that matches (<c>identifier=system|value</c>).
    /// </summary>
    public const string ExtractUpdateIf = StructureDefinitionBase + "extract-update-if";

    /// <summary>Category of Communications, as the predecessor has it (<c>inbox</c>).</summary>
    public const string MessageCategory = "http://ihris.org/fhir/CodeSystem/message-category";

    /// <summary>Base of the profiles and extensions that earlier mHero sites know.</summary>
    public const string StructureDefinitionBase = "http://mhero.org/fhir/StructureDefinition/";

    /// <summary>Profile of the <c>Basic</c> that lists a flow for iHRIS.</summary>
    public const string WorkflowProfile = StructureDefinitionBase + "mhero-workflows";

    /// <summary>Extension of that <c>Basic</c> with what is known of the flow.</summary>
    public const string WorkflowDetails = StructureDefinitionBase + "mhero-workflows-details";

    /// <summary>The meaning of a <c>Basic</c> of mHero; flows have the code <see cref="WorkflowCode"/>.</summary>
    public const string BasicKind = "http://mhero.org/fhir/CodeSystem/mhero-resource";

    /// <summary>Code of <see cref="BasicKind"/> for a flow, as the predecessor has it.</summary>
    public const string WorkflowCode = "mHeroWorkflows";

    /// <summary>Code of <see cref="Tags"/>: the person does not want messages. The code of a Flag, and the tag by which the predecessor marks it.</summary>
    public const string OptedOutTag = "optedout";

    /// <summary>
    /// Extension of a CommunicationRequest for recipients that R4 has no place for: a Person or a Location (valueReference),
    /// or a search (valueString, <c>PractitionerRole?role=…</c>).
    /// </summary>
    public const string RecipientExtension = StructureDefinitionBase + "recipient";

    /// <summary>
    /// Extension of a CommunicationRequest, or of its payload, with one parameter of the flow: children <c>name</c> and
    /// <c>value</c> (valueString each), <c>@trigger.params.name</c> in RapidPro.
    /// </summary>
    public const string FlowParameter = StructureDefinitionBase + "flow-parameter";

    /// <summary>
    /// On a CommunicationRequest, its payload or its text: whether RapidPro's expressions in the text are evaluated; <c>valueBoolean</c>.
    /// </summary>
    public const string TextIsTemplate = StructureDefinitionBase + "text-is-template";

    /// <summary>Extension of a CommunicationRequest with its schedule, as the predecessor has it: <c>frequency</c> (once, recurring), <c>cronExpression</c>.</summary>
    public const string Schedule = StructureDefinitionBase + "sms-cron-expression-schedule";

    /// <summary>
    /// Extension of a CommunicationRequest with a schedule: <c>timeZone</c>, and whose facility has not reported (<c>questionnaire</c>,
    /// <c>measure</c>, <c>period</c>, <c>previous</c>), and the action on missed times (<c>missed</c>).
    /// </summary>
    public const string Reminder = StructureDefinitionBase + "reminder";

    /// <summary>Extension of a CommunicationRequest that a reminder made, and of a QuestionnaireResponse: the period that it is about (valuePeriod).</summary>
    public const string ReportingPeriod = StructureDefinitionBase + "reporting-period";

    /// <summary>Extension of a CommunicationRequest that mHero hands out: how many recipients are in a state (children <c>state</c>, <c>count</c>).</summary>
    public const string Progress = StructureDefinitionBase + "request-progress";


    /// <summary>System of language tags (BCP-47) in <c>communication</c>.</summary>
    public const string Bcp47 = "urn:ietf:bcp:47";
}
