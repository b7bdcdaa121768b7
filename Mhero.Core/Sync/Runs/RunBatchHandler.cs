using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>Takes one batch of runs from the queue to the registry: runs and Questionnaires, people, responses, extraction, observers.</summary>
internal sealed class RunBatchHandler(
    RunLoader loader, RunPeopleFinder people, ResponseWriter responses, ResponseExtraction extraction, RunObservers observers, WorkQueue<RunItem> queue)
    : IBatchHandler<RunItem>
{
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
            await loader.LoadAsync(works, cancellationToken);
            await people.FindAsync([.. works.Where(w => w.IsOpen)], cancellationToken);
            var written = await responses.WriteAsync([.. works.Where(w => w.IsOpen)], cancellationToken);
            await extraction.ExtractAsync(written, cancellationToken);
            await observers.NotifyAsync(written, cancellationToken);
        }
        catch (Exception e) when (e is FhirException or RapidProException)
        {
            foreach (var work in works.Where(w => w.IsOpen))
            {
                work.Fail(e);
            }
        }
    }
}
