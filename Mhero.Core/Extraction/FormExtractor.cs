using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Plan;
using Mhero.Core.Extraction.Run;
using Mhero.Core.Fhir;
using Mhero.Core.Fhir.Expressions;

namespace Mhero.Core.Extraction;

/// <summary>
/// Form data extraction of HL7's Structured Data Capture 4.0.0: the resources that a Questionnaire defines in a response, by
/// templates, by definitions and as Observations. Pure: the same response gives the same bundle, byte for byte.
/// https://hl7.org/fhir/uv/sdc/STU4/extraction.html
/// </summary>
public static class FormExtractor
{
    /// <summary>Extracts the resources of a response. Bad input never throws: it is reported, and the rest is extracted.</summary>
    /// <param name="input">The response and its Questionnaire.</param>
    /// <param name="deadline">
    /// Set when the time is used up: expressions not evaluated by then are reported, and the finished part is returned.
    /// </param>
    /// <param name="cancellationToken">Cancelled by the caller.</param>
    /// <returns>The transaction, with issues for the parts that could not be extracted.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static ExtractionResult Extract(ExtractionInput input, CancellationToken deadline = default, CancellationToken cancellationToken = default)
    {
        var issues = new IssueLog();
        var plan = QuestionnairePlan.Of(input.Questionnaire, cancellationToken);
        issues.AddAll(plan.Issues);
        CheckCanonical(input, issues);

        var url = input.Questionnaire.UrlElement?.JsonValue as string ?? input.Questionnaire.Id ?? "";
        var drafts = new EntryDrafts(input.Seed ?? SeedOf(input.Response), url, issues);
        var meter = new ExpressionMeter(ExpressionMeter.DefaultSteps, ExpressionMeter.DefaultTotal, deadline, cancellationToken);
        new ExtractionRun(plan, input.Response, input.ResponseReference ?? ReferenceTo(input.Response), drafts, issues, meter).Walk();
        var remaining = new EntryCheck(drafts.All, drafts.Allocated, issues).Remaining(cancellationToken);
        if (remaining.Count == 0)
        {
            issues.Warn(
                ExtractionCodes.NothingExtracted,
                "QuestionnaireResponse",
                plan.Root.Extracts
                    ? "Nothing was extracted from this response: no item with an extraction has an answer, or the other issues give the reason."
                    : "The Questionnaire does not define an extraction: it needs templateExtract with a contained template, definitionExtract around items with a definition, or observationExtract with a code for each item.");
        }

        var bundle = new Bundle { Type = Bundle.BundleType.Transaction };
        bundle.Entry.AddRange(remaining.Select(draft => new Bundle.EntryComponent { FullUrl = draft.FullUrl, Resource = draft.Resource, Request = draft.Request }));
        var outcome = new OperationOutcome();
        outcome.Issue.AddRange(issues.Issues);
        return new(bundle, [.. remaining.Select(draft => draft.Key)], outcome);
    }

    /// <summary>Whether a Questionnaire has any extraction extension.</summary>
    /// <param name="questionnaire">The Questionnaire; compiled once per object, see <see cref="ExtractionInput"/>.</param>
    public static bool Extracts(Questionnaire questionnaire) => QuestionnairePlan.Of(questionnaire, CancellationToken.None).Root.Extracts;

    /// <summary>How resources refer to a response; null when it has neither id nor identifier.</summary>
    internal static ResourceReference? ReferenceTo(QuestionnaireResponse response) => response switch
    {
        { Id: { Length: > 0 } id } => new($"{nameof(QuestionnaireResponse)}/{id}"),
        { Identifier: { } identifier } => new() { Type = nameof(QuestionnaireResponse), Identifier = (Identifier)identifier.DeepCopy() },
        _ => null,
    };

    private static string SeedOf(QuestionnaireResponse response) => response switch
    {
        { Identifier: { Value: { Length: > 0 } value } identifier } => $"{identifier.System}|{value}",
        { Id: { Length: > 0 } id } => id,
        _ => System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(response)),
    };

    private static void CheckCanonical(ExtractionInput input, IssueLog issues)
    {
        var named = (input.Response.QuestionnaireElement?.JsonValue as string)?.Split('|');
        var url = input.Questionnaire.UrlElement?.JsonValue as string;
        var version = input.Questionnaire.VersionElement?.JsonValue as string;
        if (named is not null && url is not null && (named[0] != url || (named.Length > 1 && version is not null && named[1] != version)))
        {
            issues.Warn(ExtractionCodes.OtherQuestionnaire, "QuestionnaireResponse.questionnaire", "The response answers another Questionnaire than this, or another version of it.");
        }
    }
}
