using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Queueing;
using Mhero.Core.Sync.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Flows;

/// <summary>Makes Questionnaires from flows and writes them: definitions by the ten, one version of a flow once.</summary>
internal sealed partial class FlowBatchHandler(
    RapidProClient rapidPro,
    FhirGateway fhir,
    FlowToQuestionnaire toQuestionnaire,
    FlowToBasic toBasic,
    QuestionnaireCache questionnaires,
    RegistryWrites writes,
    WorkQueue<FlowItem> queue,
    IOptions<FlowSyncOptions> options,
    ILogger<FlowBatchHandler> logger)
{
    /// <summary>Definitions may be hundreds of kilobytes each.</summary>
    private const int DefinitionsPerRequest = 10;

    private const string QuestionnairePartition = "questionnaires";
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

    /// <summary>Makes the Questionnaire of a flow that a run needs before the flow's own turn has come.</summary>
    /// <param name="run">The run; when RapidPro does not know its flow any more, its results show the questions.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The Questionnaire, written or being written.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    /// <exception cref="FhirException">The registry cannot be written.</exception>
    public async Task<Questionnaire?> MakeAsync(FlowRun run, CancellationToken cancellationToken)
    {
        var flow = await rapidPro.FindFlowAsync(run.Flow!.Uuid, cancellationToken) ?? OfRun(run);
        var definitions = await DefinitionsAsync([flow.Uuid], cancellationToken);
        var questionnaire = Map(flow, definitions, []);
        var write = WriteOf(flow, questionnaire);
        await writes.WriteAsync(QuestionnairePartition, [write], cancellationToken);
        return write.Error is { } error ? throw error : questionnaire;
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

        var definitions = await DefinitionsAsync([.. flows.Values.Select(f => f.Uuid)], cancellationToken);
        var written = new List<FlowWork>();
        foreach (var (work, flow) in flows)
        {
            var known = await questionnaires.ListAsync(flow.Uuid, flow.Name, cancellationToken);
            Questionnaire? questionnaire = null;
            work.Take(() => questionnaire = Map(flow, definitions, known));
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
                written.Add(new(work, WriteOf(flow, questionnaire), others));
            }
        }

        await writes.WriteAsync(QuestionnairePartition, [.. written.Select(w => w.Write)], cancellationToken);
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

    private async Task<FlowExport?> DefinitionsAsync(IReadOnlyList<Guid> flows, CancellationToken cancellationToken) =>
        flows.Count == 0 ? null : await rapidPro.GetDefinitionsAsync(flows, cancellationToken);

    private Questionnaire Map(Flow flow, FlowExport? definitions, IReadOnlyList<Questionnaire> known)
    {
        if (definitions?.Refused.FirstOrDefault(r => r.Uuid == flow.Uuid) is { } refused)
        {
            LogRefused(flow.Uuid, refused.Code);
        }

        var result = toQuestionnaire.Map(new FlowSource(flow, definitions?.Flows.FirstOrDefault(d => d.Uuid == flow.Uuid)) { Earlier = FlowRevisions.Generated(known) });
        foreach (var issue in result.Issues)
        {
            LogIssue(flow.Uuid, issue.Code, issue.Path);
        }

        if (FlowRevisions.HasNewer(result.Value, known))
        {
            // This revision was read before a newer one was written.
            result.Value.Status = PublicationStatus.Retired;
        }

        return result.Value;
    }

    private static RegistryWrite WriteOf(Flow flow, Questionnaire questionnaire) => new(
        $"{flow.Uuid}|{questionnaire.Version}",
        questionnaire,
        new FhirSearch("Questionnaire").Where("url", questionnaire.Url!).Where("version", questionnaire.Version!),
        new SourceState(flow.ModifiedOn))
    {
        // A person's edits of the Questionnaire that mHero made are kept.
        IsExternallyModified = static _ => true,
    };

    /// <summary>A flow that RapidPro does not have any more, as far as one of its runs shows it.</summary>
    private static Flow OfRun(FlowRun run) => new()
    {
        Uuid = run.Flow!.Uuid,
        Name = run.Flow.Name ?? "",
        Archived = true,
        ModifiedOn = DateTimeOffset.UnixEpoch,
        Results = [.. run.Values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new FlowResult { Key = v.Key, Name = v.Value.Name ?? v.Key })],
    };

    [LoggerMessage(4030, LogLevel.Warning, "Flow {Flow}: {Code}; its Questionnaire is made from the flow's results alone")]
    private partial void LogRefused(Guid flow, string code);

    [LoggerMessage(4031, LogLevel.Information, "Flow {Flow}: {Code} at {Path}")]
    private partial void LogIssue(Guid flow, string code, string path);

    private sealed record FlowWork(Work<FlowItem> Work, RegistryWrite Write, IReadOnlyList<Questionnaire> Others);
}
