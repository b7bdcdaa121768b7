using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Runs;

/// <summary>
/// Extracts resources from completed responses that are in the registry, where their Questionnaires define it, and writes those
/// of one response in one transaction. The response itself is never held back by it.
/// </summary>
internal sealed partial class ResponseExtraction(ExtractionWriter writer, IEnumerable<IExtractionObserver> observers, NewIdPolicy ids, TimeProvider time, ILogger<ResponseExtraction> logger)
{
    // A queue message carries up to fifty responses, and a function has ten minutes.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Extracts what the responses of a batch hold.</summary>
    /// <param name="works">The runs whose responses are written; each that succeeds stays unchanged, the others get their consequence.</param>
    /// <param name="cancellationToken">Cancels; a transaction that is on its way may be done or not.</param>
    public async Task ExtractAsync(IEnumerable<RunWork> works, CancellationToken cancellationToken)
    {
        var writes = works.Where(IsToBeExtracted).Select(w => new RunExtraction(w)).ToList();
        if (writes.Count > 0)
        {
            await ids.LoadAsync(cancellationToken);
        }

        foreach (var write in await writer.ClaimAsync(writes, cancellationToken))
        {
            var work = write.Work;
            var result = Extract(work.Questionnaire!, (QuestionnaireResponse)work.Write!.Resource, work.Write.Id!, write.Run, cancellationToken);
            work.Counts = work.Counts.Add(SyncCounts.Issues, result.Outcome.Issue.Count);
            var verdicts = await writer.WriteAsync(write, [.. result.Bundle.Entry.Select(FhirEntry.Of)], !result.HasErrors, cancellationToken);
            work.Counts = work.Counts.Add(ExtractedCounts.Of(verdicts)).Add(ExtractedCounts.OfRemoved(write.Removed));
            foreach (var observer in verdicts.Count == 0 ? [] : observers)
            {
                await observer.NotifyAsync(verdicts, cancellationToken);
            }

            if (result.HasErrors && write is { IsBusy: false, Error: null })
            {
                // The resources that could be extracted are written; the rest needs a corrected Questionnaire and a replay.
                var fault = result.Outcome.Issue.First(i => i.Severity == OperationOutcome.IssueSeverity.Error);
                work.Finish(ItemState.Dead, CodeOf(fault), $"{fault.Diagnostics ?? fault.Details?.Text} ({string.Join(", ", fault.Expression)})");
            }
        }

        writes.ForEach(w => w.Work.Conclude(w, null));
    }

    /// <summary>Responses that a person amended belong to that person, unnamed runs are not complete, and test runs must not create patients.</summary>
    private static bool IsToBeExtracted(RunWork work) =>
        work is { IsUnnamed: false, IsSettledWell: true, Item.IsSimulation: false, Write: { WasLeft: false, Id: not null, Resource: QuestionnaireResponse { Status: QuestionnaireResponse.QuestionnaireResponseStatus.Completed } } }
        && FormExtractor.Extracts(work.Questionnaire!);

    /// <summary>Extracts from a stored response, whether that was done before or not, and removes what is no longer given.</summary>
    /// <param name="writes">The extractions; each has its result afterwards.</param>
    /// <param name="cancellationToken">Cancels; a transaction that is on its way may be done or not.</param>
    public async Task ExtractAgainAsync(IReadOnlyList<RepeatedExtraction> writes, CancellationToken cancellationToken)
    {
        await ids.LoadAsync(cancellationToken);
        foreach (var write in await writer.ClaimAsync(writes, cancellationToken))
        {
            try
            {
                await ExtractAgainAsync(write, cancellationToken);
            }
#pragma warning disable CA1031 // One response does not hold up the others; its claim expires.
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                write.Error = e;
            }
        }
    }

    private async Task ExtractAgainAsync(RepeatedExtraction write, CancellationToken cancellationToken)
    {
        // A response that a person marked as an error gives nothing.
        var isError = write.Response.StatusElement?.JsonValue is "entered-in-error";
        var result = isError ? new(new Bundle(), [], new OperationOutcome()) : Extract(write.Questionnaire, write.Response, write.Response.Id!, write.Run, cancellationToken);
        await writer.WriteAsync(write, [.. result.Bundle.Entry.Select(FhirEntry.Of)], !result.HasErrors, cancellationToken);
        if (result.HasErrors && write is { IsBusy: false, Error: null })
        {
            write.Error = new FhirException(FhirErrorKind.Permanent, CodeOf(result.Outcome.Issue.First(i => i.Severity == OperationOutcome.IssueSeverity.Error)), "the Questionnaire does not give all that it defines");
        }
    }

    private ExtractionResult Extract(Questionnaire questionnaire, QuestionnaireResponse response, string id, Guid runUuid, CancellationToken cancellationToken)
    {
        var run = runUuid.ToString();
        var reference = new ResourceReference($"{response.TypeName}/{id}");
        using var deadline = new CancellationTokenSource(TimeLimit, time);
        var result = FormExtractor.Extract(new ExtractionInput(questionnaire, response) { Seed = run, ResponseReference = reference }, deadline.Token, cancellationToken);
        result = ExtractionWrites.Make(result, run, response, reference, ids.TakesIds);
        foreach (var issue in result.Outcome.Issue)
        {
            LogIssue(run, CodeOf(issue), string.Join(", ", issue.Expression));
        }

        return result;
    }

    private static string CodeOf(OperationOutcome.IssueComponent issue) =>
        issue.Details?.Coding.FirstOrDefault(c => c.System == MheroSystems.IssueCodes)?.Code ?? SyncCodes.Unexpected;

    [LoggerMessage(4042, LogLevel.Information, "Run {Run}: extraction {Code} at {Path}")]
    private partial void LogIssue(string run, string code, string path);
}
