using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.FlowResults.Packages;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Flows;

/// <summary>Makes Questionnaires from flows and writes them: definitions by the ten, one version of a flow once.</summary>
internal sealed class FlowBatchHandler(
    RapidProClient rapidPro,
    QuestionnaireMaker maker,
    QuestionnaireRevisionWriter revisions,
    PackageBatch packages,
    WorkflowWriter workflows,
    QuestionnaireCache questionnaires,
    WorkQueue<FlowItem> queue)
    : IBatchHandler<FlowItem>
{
    /// <summary>Definitions may be hundreds of kilobytes each.</summary>
    private const int DefinitionsPerRequest = 10;

    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<FlowItem> message, CancellationToken cancellationToken)
    {
        var works = message.Items.Select(i => new Work<FlowItem>(i)).ToList();
        foreach (var chunk in works.Where(w => w.Item.Package is null).Chunk(DefinitionsPerRequest))
        {
            await TryAsync(chunk, () => HandleAsync(chunk, cancellationToken));
        }

        var ofPackages = works.FindAll(w => w.Item.Package is not null);
        await TryAsync(ofPackages, () => packages.HandleAsync(ofPackages, cancellationToken));

        await queue.SettleAsync(message, works, OutcomeCounts.Questionnaires.Failed, cancellationToken);
    }

    private static async Task TryAsync(IReadOnlyList<Work<FlowItem>> works, Func<Task> handle)
    {
        try
        {
            await handle();
        }
        catch (Exception e) when (e is FhirException or RapidProException)
        {
            foreach (var work in works.Where(w => w.IsOpen))
            {
                work.Fail(e);
            }
        }
    }

    private async Task HandleAsync(IReadOnlyList<Work<FlowItem>> works, CancellationToken cancellationToken)
    {
        var flows = new Dictionary<Work<FlowItem>, Flow>();
        foreach (var work in works)
        {
            var flow = work.Item.Flow ?? await rapidPro.FindFlowAsync(work.Item.FlowUuid!.Value, cancellationToken);
            if (flow is null)
            {
                work.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "The flow no longer exists.");
            }
            else if (flows.Values.Any(f => f.Uuid == flow.Uuid))
            {
                work.Finish(ItemState.Done);
            }
            else
            {
                flows[work] = flow;
            }
        }

        var definitions = await maker.DefinitionsAsync([.. flows.Values.Select(f => f.Uuid)], cancellationToken);
        var made = new List<QuestionnaireRevision>();
        foreach (var (work, flow) in flows)
        {
            var known = await questionnaires.ListAsync(flow.Uuid, flow.Name, cancellationToken);
            work.Take(() => made.Add(new(work, QuestionnaireMaker.WriteOf(flow, maker.Map(flow, definitions, known)), known)));
        }

        await revisions.WriteAsync(made, cancellationToken);
        await workflows.WriteAsync(flows, cancellationToken);
        foreach (var flow in flows.Values)
        {
            questionnaires.Forget(flow.Uuid);
        }
    }
}
