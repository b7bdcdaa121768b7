using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;

namespace Mhero.Core.Sync.Operations;

/// <summary>SDC's operation <c>QuestionnaireResponse/$extract</c> on the type level. It reads the registry's Questionnaires and writes nothing.</summary>
/// <remarks>http://hl7.org/fhir/uv/sdc/OperationDefinition/QuestionnaireResponse-extract</remarks>
public sealed class ExtractOperation(FhirGateway gateway, TimeProvider time)
{
    private const string ResponseName = "questionnaire-response";
    private const string QuestionnaireName = "questionnaire";

    // Gateways before the app end a request after a minute or more.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Extracts what a client sent.</summary>
    /// <param name="json">
    /// FHIR R4 JSON: Parameters with <c>questionnaire-response</c> and, unless the registry has it under the response's canonical,
    /// <c>questionnaire</c>; or a QuestionnaireResponse alone.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// 200 with Parameters: <c>return</c> (a transaction Bundle) and, when there is something to say, <c>issues</c>; 400 for input that
    /// cannot be used (no FHIR JSON, no response, a Questionnaire that is not found), 422 for what cannot be extracted, 502 or 503 when the registry does not answer, each with an OperationOutcome.
    /// </returns>
    public async Task<ExtractReply> RunAsync(string json, CancellationToken cancellationToken)
    {
        var issues = new List<OperationOutcome.IssueComponent>();
        if (BodyOf(json) is not { } body)
        {
            return Refused(400, Issue(OperationOutcome.IssueType.Structure, "Parameters", "The body is not a JSON object: send Parameters with questionnaire-response, or a QuestionnaireResponse."));
        }

        var (responseNode, responsePath) = PartOf(body, ResponseName);
        var (questionnaireNode, _) = PartOf(body, QuestionnaireName);
        if (responseNode is null)
        {
            return Refused(400, Issue(OperationOutcome.IssueType.Required, "Parameters.parameter", "Send the response as the parameter questionnaire-response, or alone."));
        }

        var response = FhirInput.ReadLenient<QuestionnaireResponse>(responseNode.ToJsonString(), ExtractionCodes.MalformedInput, false, issues);
        var questionnaire = questionnaireNode is null ? null : FhirInput.ReadLenient<Questionnaire>(questionnaireNode.ToJsonString(), ExtractionCodes.MalformedInput, true, issues);
        if (response is null || (questionnaireNode is not null && questionnaire is null))
        {
            return Refused(400, issues);
        }

        if (questionnaire is null)
        {
            try
            {
                questionnaire = await FindAsync(response.Questionnaire, cancellationToken);
            }
            catch (FhirException fault)
            {
                var status = fault.Kind is FhirErrorKind.Transient or FhirErrorKind.Throttled ? 503 : 502;
                return Refused(status, Issue(OperationOutcome.IssueType.Transient, $"{responsePath}.questionnaire", $"{fault.Code}: the registry did not answer the search for the Questionnaire."));
            }

            if (questionnaire is null)
            {
                return Refused(400, Issue(OperationOutcome.IssueType.NotFound, $"{responsePath}.questionnaire", "The registry has no Questionnaire of this url and version: send it as the parameter questionnaire."));
            }
        }

        using var deadline = new CancellationTokenSource(TimeLimit, time);
        return Answer(FormExtractor.Extract(new(questionnaire, response), deadline.Token, cancellationToken), issues);
    }

    private static ExtractReply Answer(ExtractionResult result, List<OperationOutcome.IssueComponent> input)
    {
        result.Outcome.Issue.InsertRange(0, input);
        if (result.Bundle.Entry.Count == 0 && result.HasErrors)
        {
            return new(422, result.Outcome);
        }

        var parameters = new Parameters { Parameter = [new() { Name = "return", Resource = result.Bundle }] };
        if (result.Outcome.Issue.Count > 0)
        {
            parameters.Parameter.Add(new() { Name = "issues", Resource = result.Outcome });
        }

        return new(200, parameters);
    }

    private static JsonObject? BodyOf(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (JsonNode? Resource, string Path) PartOf(JsonObject body, string name)
    {
        if (body["resourceType"] is not JsonValue type || !type.TryGetValue<string>(out var typeName))
        {
            return (null, "");
        }

        if (typeName == nameof(QuestionnaireResponse))
        {
            return name == ResponseName ? (body, nameof(QuestionnaireResponse)) : (null, "");
        }

        var parameters = typeName == nameof(Parameters) ? body["parameter"] as JsonArray : null;
        var found = parameters?.OfType<JsonObject>().FirstOrDefault(parameter => parameter["name"] is JsonValue value && value.TryGetValue<string>(out var text) && text == name);
        return (found?["resource"], $"Parameters.parameter.where(name='{name}').resource");
    }

    /// <summary>The Questionnaire of a canonical. Without a version, and with several: an active one, then the one changed last.</summary>
    private async Task<Questionnaire?> FindAsync(string? canonical, CancellationToken cancellationToken)
    {
        var parts = (canonical ?? "").Split('|');
        if (parts[0].Length == 0)
        {
            return null;
        }

        var search = new FhirSearch(nameof(Questionnaire)).Where("url", parts[0]);
        if (parts.Length > 1 && parts[1].Length > 0)
        {
            search = search.Where("version", parts[1]);
        }

        var page = await gateway.SearchAsync(search, cancellationToken);
        return page.Matches.OfType<Questionnaire>()
            .OrderByDescending(questionnaire => questionnaire.StatusElement?.JsonValue is "active")
            .ThenByDescending(questionnaire => questionnaire.Meta?.LastUpdatedElement?.JsonValue as string, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static ExtractReply Refused(int status, params IReadOnlyList<OperationOutcome.IssueComponent> issues)
    {
        var outcome = new OperationOutcome();
        outcome.Issue.AddRange(issues);
        return new(status, outcome);
    }

    private static OperationOutcome.IssueComponent Issue(OperationOutcome.IssueType type, string path, string text) => new()
    {
        Severity = OperationOutcome.IssueSeverity.Error,
        Code = type,
        Details = new CodeableConcept(MheroSystems.IssueCodes, type == OperationOutcome.IssueType.Transient ? ExtractionCodes.RegistryUnread : ExtractionCodes.MalformedInput) { Text = text },
        Diagnostics = text,
        Expression = [path],
    };
}
