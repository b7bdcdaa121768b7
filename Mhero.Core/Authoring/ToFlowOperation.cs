using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Authoring;

/// <summary>The operation <c>Questionnaire/$to-flow</c>: a Questionnaire becomes the file that RapidPro imports.</summary>
public static class ToFlowOperation
{
    private const string QuestionnaireName = "questionnaire";
    private const string ValueSetName = "value-set";
    private const int MaxFailures = 3;

    /// <summary>Makes the flow of what a client sent.</summary>
    /// <param name="json">
    /// FHIR R4 JSON: Parameters with <c>questionnaire</c>, expanded value sets as <c>value-set</c>, and the options by their names
    /// (<see cref="AuthoringOptionsReader.Names"/>); or a Questionnaire alone.
    /// </param>
    /// <param name="expand">Expands a value set by its canonical; null when it is not known. It is asked for those that were not sent.</param>
    /// <param name="cancellationToken">Ends the reading of value sets.</param>
    /// <returns>
    /// 200 with Parameters: <c>return</c> (a Binary with the file), <c>flow-name</c>, <c>questionnaire</c> (the form for the registry) and
    /// <c>issues</c>; 400 for input that cannot be used and 422 when no question can be asked, each with an OperationOutcome.
    /// </returns>
    public static async Task<ToFlowReply> RunAsync(string json, Func<string, CancellationToken, Task<ValueSet?>> expand, CancellationToken cancellationToken)
    {
        var issues = new List<OperationOutcome.IssueComponent>();
        var (parts, fault) = PartsOf(json);
        if (fault is not null)
        {
            return Refused(400, fault);
        }

        List<Questionnaire?> questionnaires = [.. ResourcesOf(parts, QuestionnaireName).Select(node => FhirInput.ReadLenient<Questionnaire>(node, AuthoringCodes.NoQuestionnaire, true, issues))];
        List<ValueSet?> valueSets = [.. ResourcesOf(parts, ValueSetName).Select(node => FhirInput.ReadLenient<ValueSet>(node, AuthoringCodes.NoQuestionnaire, true, issues))];
        if (questionnaires is not [{ } questionnaire] || valueSets.Contains(null))
        {
            return Refused(400, questionnaires.Count == 1 ? issues.ToArray() : [AuthoringOutcome.Error(AuthoringCodes.NoQuestionnaire, "Parameters.parameter", "Send one Questionnaire as the parameter questionnaire, or alone.")]);
        }

        var given = parts.Where(p => p.Name is not (QuestionnaireName or ValueSetName)).Select(p => (p.Name, ValueOf(p.Part)));
        var options = new AuthoringOptionsReader(questionnaire.Language ?? "en").Read(given, out var faults);
        if (faults.Count > 0)
        {
            return Refused(400, [.. faults.Select(text => AuthoringOutcome.Error(AuthoringCodes.InvalidOption, "Parameters.parameter", text))]);
        }

        List<ValueSet> sent = [.. valueSets.OfType<ValueSet>()];
        sent.AddRange(await ExpandAsync(UnknownValueSets.Of(questionnaire, sent), expand, issues, cancellationToken));
        var result = QuestionnaireToFlow.Create(new AuthoringSource(questionnaire, options, sent));
        issues.AddRange(result.Issues.Select(AuthoringOutcome.IssueOf));
        return result.Value is { } flow ? new(200, Answer(flow, issues)) : Refused(422, [.. issues]);
    }

    /// <summary>
    /// A value set that the registry fails for costs its items their options, and the others are asked for; servers answer 500 for one that they cannot expand.
    /// A registry that cannot be reached, or fails again and again, is asked no more.
    /// </summary>
    private static async Task<List<ValueSet>> ExpandAsync(
        IEnumerable<string> canonicals, Func<string, CancellationToken, Task<ValueSet?>> expand, List<OperationOutcome.IssueComponent> issues, CancellationToken cancellationToken)
    {
        var found = new List<ValueSet>();
        var failures = 0;
        foreach (var canonical in canonicals)
        {
            try
            {
                if (await expand(canonical, cancellationToken) is { } set)
                {
                    found.Add(set);
                }
            }
            catch (FhirException e)
            {
                var isLast = e.Status is null || e.Kind is not FhirErrorKind.Transient || ++failures >= MaxFailures;
                issues.Add(AuthoringOutcome.IssueOf(new MappingIssue(
                    AuthoringCodes.OptionsNotAuthored, MappingSeverity.Warning, "Questionnaire.item", $"The registry could not be asked for {(isLast ? "value sets" : canonical)}: {e.Message} Send them as value-set.")));
                if (isLast)
                {
                    break;
                }
            }
        }

        return found;
    }

    private static Parameters Answer(AuthoredFlow flow, List<OperationOutcome.IssueComponent> issues)
    {
        var answer = new Parameters
        {
            Parameter =
            [
                new() { Name = "return", Resource = new Binary { ContentType = "application/json", Data = Encoding.UTF8.GetBytes(flow.Export) } },
                new() { Name = "flow-name", Value = new FhirString(flow.Name) },
                new() { Name = QuestionnaireName, Resource = flow.Questionnaire },
            ],
        };
        if (issues.Count > 0)
        {
            answer.Parameter.Add(new() { Name = "issues", Resource = new OperationOutcome { Issue = issues } });
        }

        return answer;
    }

    private static (List<(string Name, JsonObject Part)> Parts, OperationOutcome.IssueComponent? Fault) PartsOf(string json)
    {
        JsonObject? body = null;
        try
        {
            body = JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            // Said below.
        }

        switch (Text(body?["resourceType"]))
        {
            case nameof(Questionnaire):
                return ([(QuestionnaireName, new JsonObject { ["resource"] = body!.DeepClone() })], null);
            case nameof(Parameters):
                var parts = (body!["parameter"] as JsonArray ?? []).OfType<JsonObject>().Select(part => (Text(part["name"]) ?? "", part));
                return ([.. parts], null);
            default:
                return ([], AuthoringOutcome.Error(AuthoringCodes.NoQuestionnaire, "Parameters", "The body is neither Parameters nor a Questionnaire in FHIR JSON."));
        }
    }

    private static IEnumerable<string> ResourcesOf(List<(string Name, JsonObject Part)> parts, string name) =>
        parts.Where(p => p.Name == name).Select(p => p.Part["resource"]?.ToJsonString() ?? "null");

    private static string ValueOf(JsonObject part) => part.FirstOrDefault(member => member.Key.StartsWith("value", StringComparison.Ordinal)).Value switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag ? "true" : "false",
        JsonValue value when value.TryGetValue<decimal>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static ToFlowReply Refused(int status, params IReadOnlyList<OperationOutcome.IssueComponent> issues) => new(status, new OperationOutcome { Issue = [.. issues] });
}
