using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Flows;

/// <summary>Writes a Basic for each flow, where the settings ask for it: existing sites read their workflows there.</summary>
internal sealed class WorkflowWriter(FlowToBasic toBasic, RegistryWrites writes, IOptions<FlowSyncOptions> options)
{
    private const string Partition = "workflows";

    /// <summary>Writes the flows of a batch; does nothing unless <see cref="FlowSyncOptions.WriteWorkflows"/> is set.</summary>
    /// <param name="flows">The flows with their items, which get their results.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FhirException">The registry cannot be reached.</exception>
    public async Task WriteAsync(IReadOnlyDictionary<Work<FlowItem>, Flow> flows, CancellationToken cancellationToken)
    {
        if (!options.Value.WriteWorkflows)
        {
            return;
        }

        var basics = flows.Select(f => (Work: f.Key, Write: new RegistryWrite(
            f.Value.Uuid.ToString(),
            toBasic.Map(f.Value).Value,
            new FhirSearch("Basic").Where("identifier", MheroSystems.FlowUuid, f.Value.Uuid.ToString()),
            new SourceState(f.Value.ModifiedOn)))).ToList();
        await writes.WriteAsync(Partition, [.. basics.Select(b => b.Write)], cancellationToken);
        basics.ForEach(b => b.Work.Conclude(b.Write, null));
    }
}
