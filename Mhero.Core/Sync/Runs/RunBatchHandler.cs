using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.Core.Sync.Flows;
using Microsoft.Extensions.Logging;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Runs;

/// <summary>Takes one batch of runs from the queue to the registry: Questionnaires, people, places, answers, one batch.</summary>
internal sealed partial class RunBatchHandler(
    RapidProClient rapidPro,
    QuestionnaireCache questionnaires,
    SessionLoader sessions,
    PackageQuestionnaires packages,
    RunPeopleFinder people,
    AnswerPlaces places,
    QuestionnaireMaker flows,
    RunToQuestionnaireResponse toResponse,
    UnnamedRuns unnamed,
    RegistryWrites writes,
    ResponseExtraction extraction,
    IEnumerable<IRunObserver> observers,
    IEnumerable<IAnswerObserver> answerObservers,
    WorkQueue<RunItem> queue,
    ILogger<RunBatchHandler> logger)
    : IBatchHandler<RunItem>
{
    private static readonly Coding TestTag = new("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST", "test health data");

    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<RunItem> message, CancellationToken cancellationToken)
    {
        var works = message.Items.Select(i => new RunWork(i)).ToList();

        // First those that are known by name: an unnamed one may be one of them.
        await HandleAsync([.. works.Where(w => !w.IsUnnamed)], cancellationToken);
        await HandleAsync([.. works.Where(w => w.IsUnnamed)], cancellationToken);
        await queue.SettleAsync(message, works, OutcomeCounts.QuestionnaireResponses.Failed, cancellationToken);
    }

    private async Task HandleAsync(List<RunWork> works, CancellationToken cancellationToken)
    {
        if (works.Count == 0)
        {
            return;
        }

        try
        {
            await sessions.LoadAsync(works.FindAll(w => w.Item.Session is not null), cancellationToken);
            foreach (var work in works.Where(w => w.Item.Session is null))
            {
                await LoadAsync(work, cancellationToken);
            }

            Deduplicate(works);
            foreach (var flow in works.Where(w => w.IsOpen).GroupBy(w => w.Run!.Flow!.Uuid))
            {
                await LoadQuestionnaireAsync(flow.Key, [.. flow], cancellationToken);
            }

            await people.FindAsync([.. works.Where(w => w.IsOpen)], cancellationToken);
            await WriteAsync([.. works.Where(w => w.IsOpen)], cancellationToken);
        }
        catch (Exception e) when (e is FhirException or RapidProException)
        {
            foreach (var work in works.Where(w => w.IsOpen))
            {
                work.Fail(e);
            }
        }
    }

    private async Task LoadAsync(RunWork work, CancellationToken cancellationToken)
    {
        work.Run ??= await rapidPro.FindRunAsync(work.Item.RunUuid!.Value, cancellationToken);
        if (work.Run is null)
        {
            work.Finish(ItemState.Skipped, SyncCodes.NobodyThere, "The run no longer exists.");
        }
        else if (work.Run.Contact is null || work.Run.Flow is null)
        {
            work.Finish(ItemState.Dead, SyncCodes.NotARun, "The run has no contact or no flow: RapidPro has deleted one of them.");
        }
        else if (work.IsUnnamed && !await unnamed.ResolveAsync(work, cancellationToken))
        {
            work.Counts = work.Counts.Add(OutcomeCounts.QuestionnaireResponses.Unchanged);
            work.Finish(ItemState.Done);
        }
    }

    /// <summary>Two states of one run would write the same resource in one batch: the newer one does for both.</summary>
    private static void Deduplicate(List<RunWork> works)
    {
        foreach (var duplicates in works.Where(w => w.IsOpen).GroupBy(w => w.Key).Where(g => g.Count() > 1))
        {
            var newest = duplicates.Aggregate((a, b) => b.Source.IsOlderThan(a.Source) ? a : b);
            foreach (var duplicate in duplicates.Where(t => t != newest))
            {
                duplicate.Finish(ItemState.Done);
            }
        }
    }

    private async Task LoadQuestionnaireAsync(Guid flow, List<RunWork> works, CancellationToken cancellationToken)
    {
        try
        {
            var questionnaire = works[0].Package is { } package
                ? await packages.FindAsync(package)
                : await questionnaires.FindAsync(flow, works[0].Run!.Flow!.Name, () => flows.MakeAsync(works[0].Run!, CancellationToken.None));
            works.ForEach(w => w.Questionnaire = questionnaire);
        }
        catch (Exception e) when (e is FhirException or RapidProException)
        {
            // One flow that cannot be read does not hold up the runs of others.
            works.ForEach(w => w.Fail(e));
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WriteAsync(List<RunWork> works, CancellationToken cancellationToken)
    {
        var named = works.Where(w => w is { IsUnnamed: false, Session: null }).ToList();
        await unnamed.FindEarlierAsync(named, cancellationToken);
        var (known, unclear) = await places.LoadAsync(works, cancellationToken);
        foreach (var work in works)
        {
            work.Take(() => work.Write = WriteOf(work, known));
        }

        works = works.FindAll(w => w.IsOpen);
        named = named.FindAll(w => w.IsOpen);

        await writes.WriteAsync(RunKeys.Partition, [.. works.Select(w => w.Write!)], cancellationToken);
        await unnamed.FindEarlierAsync([.. named.Where(w => w.Write!.Outcome is not null)], cancellationToken);
        foreach (var work in works)
        {
            if (work.Write is { Outcome: not null, Error: null })
            {
                await (work.IsUnnamed ? unnamed.ReleaseAsync(work, cancellationToken)
                    : work.Earlier.Count > 0 ? unnamed.CloseAsync(work, cancellationToken)
                    : Task.CompletedTask);
                if (work.Write.WasLeft)
                {
                    LogLeft(work.Item.Subject);
                }
            }

            work.Conclude(work.Write!, OutcomeCounts.QuestionnaireResponses);
        }

        await places.AskAsync(works, unclear, cancellationToken);
        await extraction.ExtractAsync(works, cancellationToken);
        await NotifyObserversAsync(works, cancellationToken);
    }

    private async Task NotifyObserversAsync(List<RunWork> works, CancellationToken cancellationToken)
    {
        var begun = works
            .Where(w => w is { Run: { Start: not null, Contact: not null }, Write: { Outcome: SaveOutcome.Created or SaveOutcome.Updated, Id: not null } })
            .Select(w => (w.Run!.Start!.Uuid, w.Run.Contact!.Uuid, $"QuestionnaireResponse/{w.Write!.Id}")).ToList();
        foreach (var observer in begun.Count == 0 ? [] : observers)
        {
            await observer.NotifyAsync(begun, cancellationToken);
        }

        // Observers act on contacts of RapidPro. Known runs too: a process that died before it notified the observers does so now.
        var answered = works.Where(w => w is { Run.Contact: not null, Session: null, Item.IsSimulation: false, Write: { Outcome: not null, Error: null, IsOvertaken: false } }).ToList();
        foreach (var observer in answered.Count == 0 ? [] : answerObservers)
        {
            if (answered.FindAll(w => observer.Watches(w.Run!.Flow!)) is { Count: > 0 } watched)
            {
                await observer.NotifyAsync(watched, cancellationToken);
            }
        }
    }

    private RegistryWrite WriteOf(RunWork work, PlaceIndex known)
    {
        var run = work.Run!;
        var result = toResponse.Map(new RunSource(run, work.Questionnaire!, work.People!, known, work.IsUnnamed, work.Language) { Session = work.Session });
        foreach (var issue in result.Issues)
        {
            LogIssue(work.Item.Subject, issue.Code, issue.Path);
        }

        work.Counts = work.Counts.Add(SyncCounts.Issues, result.Issues.Count);
        if (work.Item.IsSimulation)
        {
            (result.Value.Meta ??= new Meta()).Tag.Add((Coding)TestTag.DeepCopy());
        }

        var identifier = work.Session?.Identifier ?? new Identifier(work.IsUnnamed ? MheroSystems.WebhookRun : MheroSystems.RunUuid, run.Uuid.ToString());
        var condition = new FhirSearch("QuestionnaireResponse").Where("identifier", identifier.System!, identifier.Value!);
        return new RegistryWrite(work.Key, result.Value, condition, work.Source, IgnoredOf(result.Value))
        {
            Adopts = work.Earlier.Values.FirstOrDefault(e => e.Id is not null),
            IsExternallyModified = current => IsExternallyModified((QuestionnaireResponse)current, work.IsUnnamed),
        };
    }

    /// <summary>
    /// A completed response is the same whenever it is said to be authored: a webhook's time and the poller's differ by moments,
    /// and are not worth a second write of it and of all that is extracted from it.
    /// </summary>
    private static string? IgnoredOf(QuestionnaireResponse response) =>
        response.Status == QuestionnaireResponse.QuestionnaireResponseStatus.Completed ? "authored" : null;

    /// <summary>A response that a person amended or marked as an error stays so, and one that has its run's name already is newer.</summary>
    private static bool IsExternallyModified(QuestionnaireResponse current, bool isUnnamed) =>
        current.StatusElement?.JsonValue as string is "amended" or "entered-in-error"
        || (isUnnamed && current.Identifier?.System == MheroSystems.RunUuid);

    [LoggerMessage(4040, LogLevel.Information, "Run {Run}: {Code} at {Path}")]
    private partial void LogIssue(string run, string code, string path);

    [LoggerMessage(4041, LogLevel.Information, "Run {Run}: its response was changed in the registry and is left as it is")]
    private partial void LogLeft(string run);
}
