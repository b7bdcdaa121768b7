using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Microsoft.Extensions.Logging;
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
        var writes = works.Where(IsToBeExtracted).Select(w => new ExtractionWrite(w)).ToList();
        if (writes.Count > 0)
        {
            await ids.LoadAsync(cancellationToken);
        }

        foreach (var write in await writer.ClaimAsync(writes, cancellationToken))
        {
            var result = Extract(write.Work, cancellationToken);
            var verdicts = await writer.WriteAsync(write, [.. result.Bundle.Entry.Select(FhirEntry.Of)], !result.HasErrors, cancellationToken);
            write.Work.Counts = write.Work.Counts.Add(ExtractedCounts.Of(verdicts));
            foreach (var observer in verdicts.Count == 0 ? [] : observers)
            {
                await observer.NotifyAsync(verdicts, cancellationToken);
            }

            if (result.HasErrors && write is { IsBusy: false, Error: null })
            {
                // The resources that could be extracted are written; the rest needs a corrected Questionnaire and a replay.
                var fault = result.Outcome.Issue.First(i => i.Severity == OperationOutcome.IssueSeverity.Error);
                write.Work.Finish(ItemState.Dead, CodeOf(fault), $"{fault.Diagnostics ?? fault.Details?.Text} ({string.Join(", ", fault.Expression)})");
            }
        }

        writes.ForEach(w => w.Work.Conclude(w, null));
    }

    /// <summary>Responses that a person amended belong to that person, unnamed runs are not complete, and test runs must not create patients.</summary>
    private static bool IsToBeExtracted(RunWork work) =>
        work is { IsUnnamed: false, IsSettledWell: true, Item.IsSimulation: false, Write: { WasLeft: false, Id: not null, Resource: QuestionnaireResponse { Status: QuestionnaireResponse.QuestionnaireResponseStatus.Completed } } }
        && FormExtractor.Extracts(work.Questionnaire!);

    private ExtractionResult Extract(RunWork work, CancellationToken cancellationToken)
    {
        var response = (QuestionnaireResponse)work.Write!.Resource;
        var run = work.Run!.Uuid.ToString();
        var reference = new ResourceReference($"{response.TypeName}/{work.Write.Id}");
        using var deadline = new CancellationTokenSource(TimeLimit, time);
        var result = FormExtractor.Extract(new ExtractionInput(work.Questionnaire!, response) { Seed = run, ResponseReference = reference }, deadline.Token, cancellationToken);
        result = ExtractionWrites.Make(result, run, response, reference, ids.TakesIds);
        foreach (var issue in result.Outcome.Issue)
        {
            LogIssue(run, CodeOf(issue), string.Join(", ", issue.Expression));
        }

        work.Counts = work.Counts.Add(SyncCounts.Issues, result.Outcome.Issue.Count);
        return result;
    }

    private static string CodeOf(OperationOutcome.IssueComponent issue) =>
        issue.Details?.Coding.FirstOrDefault(c => c.System == MheroSystems.IssueCodes)?.Code ?? SyncCodes.Unexpected;

    [LoggerMessage(4042, LogLevel.Information, "Run {Run}: extraction {Code} at {Path}")]
    private partial void LogIssue(string run, string code, string path);
}
