using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage;
using Mhero.Core.Sync.FlowResults;
using Mhero.Core.Sync.Reports;

namespace Mhero.Core.Monitoring;

/// <summary>Asks storage and each side, with the settings in force, whether they can be used. Reads only.</summary>
/// <param name="storage">The storage account.</param>
/// <param name="rapidPro">RapidPro.</param>
/// <param name="fhir">The registry.</param>
/// <param name="flows">The flows that settings and Questionnaires name.</param>
/// <param name="groups">The groups that settings name.</param>
/// <param name="flowResults">The FLOIP servers.</param>
/// <param name="dhis2">DHIS2.</param>
public sealed class ConnectionChecks(
    StorageHealth storage, RapidProClient rapidPro, FhirGateway fhir, FlowReferences flows, GroupReferences groups, FlowResultsCheck flowResults, Dhis2Check dhis2)
{
    private const string RapidPro = "RapidPro";
    private const string Fhir = "FHIR server";

    /// <summary>Checks them at the same time.</summary>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <returns>A finding for each, and one for each flow or group that cannot be used.</returns>
    public async Task<IReadOnlyList<ConnectionFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(
            StorageAsync(cancellationToken), RapidProAsync(cancellationToken), FhirAsync(cancellationToken), FlowsAsync(cancellationToken), GroupsAsync(cancellationToken), FloipAsync(cancellationToken),
            Dhis2Async(cancellationToken));
        return [.. found.SelectMany(findings => findings)];
    }

    private async Task<IReadOnlyList<ConnectionFinding>> StorageAsync(CancellationToken cancellationToken) =>
        await storage.CheckAsync(cancellationToken) is { } fault ? [new("Storage", false, fault)] : [new("Storage", true, "Tables and queues answer.")];

    private async Task<IReadOnlyList<ConnectionFinding>> RapidProAsync(CancellationToken cancellationToken)
    {
        try
        {
            var workspace = await rapidPro.GetWorkspaceAsync(cancellationToken);
            return [new(RapidPro, true, $"The token opens a workspace of {workspace.Country ?? "no country"}.")];
        }
        catch (RapidProException e)
        {
            return [new(RapidPro, false, $"{e.Code}: {e.Message}")];
        }
    }

    private async Task<IReadOnlyList<ConnectionFinding>> FhirAsync(CancellationToken cancellationToken)
    {
        try
        {
            await fhir.SearchAsync(new FhirSearch("Practitioner").With("_count", "1"), cancellationToken);
            return [new(Fhir, true, "It answers a search for Practitioners.")];
        }
        catch (FhirException e)
        {
            return [new(Fhir, false, $"{e.Code}: {e.Message}")];
        }
    }

    private async Task<IReadOnlyList<ConnectionFinding>> FlowsAsync(CancellationToken cancellationToken)
    {
        var issues = await flows.CheckAsync(withRegistry: true, cancellationToken);
        return issues.Count == 0
            ? [new("Flows", true, "The flows that settings and Questionnaires name are in the workspace.")]
            : [.. issues.Select(i => new ConnectionFinding("Flows", false, Issue(i.Code, i.Place, i.Message)))];
    }

    private async Task<IReadOnlyList<ConnectionFinding>> GroupsAsync(CancellationToken cancellationToken) =>
        [.. (await groups.CheckAsync(cancellationToken)).Select(i => new ConnectionFinding("Groups", false, Issue(i.Code, i.Place, i.Message)))];

    private async Task<IReadOnlyList<ConnectionFinding>> FloipAsync(CancellationToken cancellationToken) =>
        [.. (await flowResults.TryAsync(cancellationToken)).Select(f => new ConnectionFinding(
            "FLOIP servers", f.Fault is null, f.Fault is { } fault ? $"Source {f.Source}: {fault}" : $"Source {f.Source}: {f.Packages} packages can be read."))];

    private async Task<IReadOnlyList<ConnectionFinding>> Dhis2Async(CancellationToken cancellationToken) =>
        [.. (await dhis2.CheckAsync(withRegistry: true, cancellationToken)).Select(f => new ConnectionFinding("DHIS2", !f.IsFault, f.Message))];

    private static string Issue(string code, string? place, string message) => place is null ? $"{code}: {message}" : $"{code} at {place}: {message}";
}
