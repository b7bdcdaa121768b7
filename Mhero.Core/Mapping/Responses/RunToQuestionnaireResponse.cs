using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Responses;

/// <summary>
/// Writes a run as a response to its flow's Questionnaire, with answers typed by the Questionnaire's items. The same run
/// gives the same response, whichever way it came. Thread-safe.
/// </summary>
internal sealed class RunToQuestionnaireResponse : IMapper<RunSource, QuestionnaireResponse>
{
    // Of QuestionnaireResponse.source and .author in R4. Neither takes a Person.
    private static readonly string[] Sources = ["Patient", "Practitioner", "PractitionerRole", "RelatedPerson"];
    private static readonly string[] Authors = ["Device", "Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Organization"];

    private readonly AnswerTyper _typer;

    /// <summary>Prepares the mapping.</summary>
    /// <param name="options">The settings.</param>
    public RunToQuestionnaireResponse(RunMappingOptions options) => _typer = new AnswerTyper(options);

    /// <inheritdoc/>
    public MappingResult<QuestionnaireResponse> Map(RunSource from)
    {
        var issues = new IssueCollector();
        var run = from.Run;
        var index = QuestionnaireIndex.Of(from.Questionnaire);
        if (!index.HasUrl)
        {
            issues.Warn(MappingCodes.QuestionnaireWithoutUrl, "Questionnaire.url", "The Questionnaire has no url, by which responses name it; give it one.");
        }

        if (run.Values.GetValueOrDefault(ResultKeys.Questionnaire)?.Value is { Length: > 0 } authored && authored != index.Canonical)
        {
            issues.Inform(MappingCodes.OtherAuthoredVersion, $"run.values.{ResultKeys.Questionnaire}", $"The flow was authored from '{authored}', and the answers are mapped by '{index.Canonical}'. Author the flow again and import it.");
        }

        var response = new QuestionnaireResponse
        {
            Identifier = (Identifier?)from.Session?.Identifier.DeepCopy() ?? new Identifier(from.IsUnnamed ? MheroSystems.WebhookRun : MheroSystems.RunUuid, run.Uuid.ToString()),
            Questionnaire = index.Canonical,
            Status = StatusOf(run),
            Authored = Instant(run.ExitedOn ?? run.ModifiedOn ?? run.CreatedOn),
            Subject = (ResourceReference?)from.People.Subject?.DeepCopy(),
            Language = LanguageOf(from.Language, issues),
        };
        if (run.Start is { } start)
        {
            // basedOn and partOf take no CommunicationRequest in R4, and a flow start is not a resource.
            response.AddExtension(QuestionnaireExtensions.FlowStart, new Identifier(MheroSystems.FlowStartUuid, start.Uuid.ToString()));
        }

        WritePeople(response, from, issues);
        response.Item = new ResponseItems(from, index, _typer, response.Language, issues).Build();
        ReportPeriods.Write(response, from.Questionnaire);
        return new MappingResult<QuestionnaireResponse>(response, issues.ToList());
    }

    private static QuestionnaireResponse.QuestionnaireResponseStatus StatusOf(FlowRun run) => run.ExitType switch
    {
        null => QuestionnaireResponse.QuestionnaireResponseStatus.InProgress,
        "completed" => QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
        _ => QuestionnaireResponse.QuestionnaireResponseStatus.Stopped,
    };

    private static string? Instant(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string? LanguageOf(string? language, IssueCollector issues)
    {
        var tag = LanguageCodes.ToBcp47(language);
        if (tag is null && !string.IsNullOrWhiteSpace(language))
        {
            issues.Warn(MappingCodes.UnknownLanguage, "contact.language", "This is not a language of ISO 639-3.");
        }

        return tag;
    }

    private static void WritePeople(QuestionnaireResponse response, RunSource from, IssueCollector issues)
    {
        var source = from.People.Source;
        response.Source = PersonReferences.Place(source, from.Session is null ? from.Run.Contact?.Uuid : null, Sources, out var isOther);
        if (isOther)
        {
            issues.Inform(MappingCodes.SourceNotAllowed, "run.contact", "R4 takes a Patient, Practitioner, PractitionerRole or RelatedPerson as a response's source; the contact's identifier was written in its place.");
        }

        if (PersonReferences.IsAllowed(source, Authors))
        {
            response.Author = (ResourceReference)source.DeepCopy();
        }
    }
}
