using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Operating.Responses;

/// <summary>An operator's orders to extract resources from stored responses again. Each is in the audit log before it is done.</summary>
public sealed class ResponseActions
{
    private readonly FhirGateway _fhir;
    private readonly ResponseSearch _responses;
    private readonly FlowNames _flows;
    private readonly JobOrders _jobs;
    private readonly IAuditLog _audit;

    internal ResponseActions(FhirGateway fhir, ResponseSearch responses, FlowNames flows, JobOrders jobs, IAuditLog audit) =>
        (_fhir, _responses, _flows, _jobs, _audit) = (fhir, responses, flows, jobs, audit);

    /// <summary>Orders the extraction from all responses that match, each by the Questionnaire that is in use for its flow now.</summary>
    /// <param name="flow">The flow, by UUID or name, or the UUID of a FLOIP package; null for all.</param>
    /// <param name="since">The earliest time at which the run last changed; null for all.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job; one that runs already for the same responses is returned instead.</returns>
    /// <exception cref="OperatorException">No flow has the name.</exception>
    /// <exception cref="RapidProException">The flow is to be found by its name, and RapidPro cannot be read.</exception>
    public async Task<Job> ExtractAgainAsync(string? flow, DateTimeOffset? since, Operator by, CancellationToken cancellationToken) =>
        await OrderAsync(new ExtractAgainScope { Flows = flow is null ? null : [await FlowAsync(flow, cancellationToken)], Since = since?.ToUniversalTime() }, flow, by, cancellationToken);

    /// <summary>Orders the extraction from the responses of a Questionnaire's flows, by this Questionnaire.</summary>
    /// <param name="id">Id of the Questionnaire.</param>
    /// <param name="since">The earliest time at which the run last changed; null for all.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job; null when the registry has no such Questionnaire.</returns>
    /// <exception cref="OperatorException">The Questionnaire names no flow.</exception>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">The Questionnaire names its flow by name, and RapidPro cannot be read.</exception>
    public async Task<Job?> ExtractAgainByAsync(string id, DateTimeOffset? since, Operator by, CancellationToken cancellationToken)
    {
        if (!FhirGateway.IsId(id) || await _fhir.ReadAsync<Questionnaire>(id, cancellationToken) is not { } questionnaire)
        {
            return null;
        }

        var flows = new HashSet<Guid>();
        foreach (var flow in QuestionnaireCache.FlowsOf(questionnaire))
        {
            flows.Add(await FlowAsync(flow, cancellationToken));
        }

        flows.UnionWith(questionnaire.Identifier
            .Where(i => i.System == MheroSystems.FloipPackage && !string.IsNullOrWhiteSpace(i.Value)).Select(i => i.Value!.Trim().Split('/', 2)).Where(parts => parts.Length == 2)
            .Select(parts => FloipIds.Package(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]))));
        return flows.Count > 0
            ? await OrderAsync(new ExtractAgainScope { Flows = [.. flows.Order()], Questionnaire = id, Since = since?.ToUniversalTime() }, $"Questionnaire/{id}", by, cancellationToken)
            : throw new OperatorException(HttpCodes.BadFilter, $"The Questionnaire names no flow: give it an identifier with the system {MheroSystems.FlowUuid} or {MheroSystems.FlowName}.");
    }

    /// <summary>Orders the extraction from one response, by the Questionnaire that is in use for its flow now.</summary>
    /// <param name="id">Id of the response.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job; null when the registry has no such response.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<Job?> ExtractAgainFromAsync(string id, Operator by, CancellationToken cancellationToken) =>
        await _responses.FindAsync(id, cancellationToken) is null ? null
            : await OrderAsync(new ExtractAgainScope { Response = id }, $"QuestionnaireResponse/{id}", by, cancellationToken);

    private async Task<Guid> FlowAsync(string flow, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(flow.Trim(), out var uuid))
        {
            return uuid;
        }

        var match = await _flows.FindAsync(flow, cancellationToken);
        return match.Flow?.Uuid ?? throw new OperatorException(HttpCodes.BadFilter, match.Advice!);
    }

    private async Task<Job> OrderAsync(ExtractAgainScope scope, string? item, Operator by, CancellationToken cancellationToken)
    {
        var argument = SyncJson.Write(scope);
        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Extract, item) { Detail = argument }, cancellationToken);
        return await _jobs.StartAsync(new JobOrder(JobKinds.Extract) { Argument = argument, By = by.Name }, cancellationToken);
    }
}
