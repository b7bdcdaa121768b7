using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Flows;

/// <summary>Makes Questionnaires from flows and writes them: definitions by the ten, one version of a flow once.</summary>
internal sealed class FlowBatchHandler(
    RapidProClient rapidPro,
    FhirGateway fhir,
    QuestionnaireMaker maker,
    FlowToBasic toBasic,
    QuestionnaireCache questionnaires,
    RegistryWrites writes,
    WorkQueue<FlowItem> queue,
    IOptions<FlowSyncOptions> options)
    : IBatchHandler<FlowItem>
{
    /// <summary>Definitions may be hundreds of kilobytes each.</summary>
    private const int DefinitionsPerRequest = 10;

    private const string WorkflowPartition = "workflows";

    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<FlowItem> message, CancellationToken cancellationToken)
    {
        var works = message.Items.Select(i => new Work<FlowItem>(i)).ToList();
        foreach (var chunk in works.Chunk(DefinitionsPerRequest))
        {
            try
            {
                await HandleAsync(chunk, cancellationToken);
            }
            catch (Exception e) when (e is FhirException or RapidProException)
            {
                foreach (var work in chunk.Where(w => w.IsOpen))
                {
                    work.Fail(e);
                }
            }
        }

        await queue.SettleAsync(message, works, OutcomeCounts.Questionnaires.Failed, cancellationToken);
    }

    private async Task HandleAsync(IReadOnlyList<Work<FlowItem>> works, CancellationToken cancellationToken)
    {
        var flows = new Dictionary<Work<FlowItem>, Flow>();
        foreach (var work in works)
        {
            var flow = work.Item.Flow ?? await rapidPro.FindFlowAsync(work.Item.FlowUuid!.Value, cancellationToken);
            if (flow is null)
            {
                work.Finish(ItemState.Skipped, SyncCodes.NobodyThere, "The flow no longer exists.");
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
        var written = new List<FlowWork>();
        foreach (var (work, flow) in flows)
        {
            var known = await questionnaires.ListAsync(flow.Uuid, flow.Name, cancellationToken);
            Questionnaire? questionnaire = null;
            work.Take(() => questionnaire = maker.Map(flow, definitions, known));
            if (questionnaire is null)
            {
                continue;
            }

            var others = FlowRevisions.OthersOf(questionnaire, known);
            if (FlowRevisions.IsOwn(questionnaire, known))
            {
                await RetireAsync(work, others, cancellationToken);
                if (work.IsOpen)
                {
                    work.Counts = work.Counts.Add(OutcomeCounts.Questionnaires.Unchanged);
                    work.Finish(ItemState.Done);
                }
            }
            else
            {
                written.Add(new(work, QuestionnaireMaker.WriteOf(flow, questionnaire), others));
            }
        }

        await writes.WriteAsync(QuestionnaireMaker.Partition, [.. written.Select(w => w.Write)], cancellationToken);
        foreach (var one in written)
        {
            if (one.Write is { Outcome: not null, Error: null })
            {
                await RetireAsync(one.Work, one.Others, cancellationToken);
            }

            if (one.Work.IsOpen)
            {
                one.Work.Conclude(one.Write, OutcomeCounts.Questionnaires);
            }
        }

        if (options.Value.WriteWorkflows)
        {
            await WriteWorkflowsAsync(flows, cancellationToken);
        }

        foreach (var flow in flows.Values)
        {
            questionnaires.Forget(flow.Uuid);
        }
    }

    private async Task WriteWorkflowsAsync(Dictionary<Work<FlowItem>, Flow> flows, CancellationToken cancellationToken)
    {
        var basics = flows.Select(f => (Work: f.Key, Write: new RegistryWrite(
            f.Value.Uuid.ToString(),
            toBasic.Map(f.Value).Value,
            new FhirSearch("Basic").Where("identifier", MheroSystems.FlowUuid, f.Value.Uuid.ToString()),
            new SourceState(f.Value.ModifiedOn)))).ToList();
        await writes.WriteAsync(WorkflowPartition, [.. basics.Select(b => b.Write)], cancellationToken);
        basics.ForEach(b => b.Work.Conclude(b.Write, null));
    }

    /// <summary>Retires the Questionnaires of earlier revisions, so that one that mHero made is active. A failure is the work's: it comes again.</summary>
    private async Task RetireAsync(Work<FlowItem> work, IEnumerable<Questionnaire> others, CancellationToken cancellationToken)
    {
        foreach (var other in others)
        {
            try
            {
                await fhir.UpdateAsync<Questionnaire>(other.Id!, FlowRevisions.Retired, cancellationToken);
            }
            catch (FhirException e) when (e.Kind == FhirErrorKind.NotFound)
            {
                // It has been deleted, which does as well.
            }
            catch (FhirException e)
            {
                work.Fail(e);
                return;
            }
        }
    }

    private sealed record FlowWork(Work<FlowItem> Work, RegistryWrite Write, IReadOnlyList<Questionnaire> Others);
}
