using Mhero.Core.Fhir;

namespace Mhero.Core.Sync.Runs;

/// <summary>Notifies other parts of runs whose responses are in the registry.</summary>
internal sealed class RunObservers(IEnumerable<IRunObserver> observers, IEnumerable<IAnswerObserver> answerObservers)
{
    /// <summary>Notifies the observers of runs and of answers.</summary>
    /// <param name="works">The runs, each with the result of its write.</param>
    /// <param name="cancellationToken">Cancels; the next attempt notifies again (at least once).</param>
    public async Task NotifyAsync(IReadOnlyList<RunWork> works, CancellationToken cancellationToken)
    {
        var begun = works
            .Where(w => w is { Run: { Start: not null, Contact: not null }, Write: { Outcome: SaveOutcome.Created or SaveOutcome.Updated, Id: not null } })
            .Select(w => (w.Run!.Start!.Uuid, w.Run.Contact!.Uuid, $"QuestionnaireResponse/{w.Write!.Id}", w.Run.Responded)).ToList();
        foreach (var observer in begun.Count == 0 ? [] : observers)
        {
            await observer.NotifyAsync(begun, cancellationToken);
        }

        // Observers act on contacts of RapidPro. Known runs too: a process that died before it notified the observers does so now.
        var answered = works.Where(w => w is { Run.Contact: not null, Session: null, Item.IsSimulation: false, Write: { Outcome: not null, Error: null, IsOvertaken: false } }).ToList();
        foreach (var observer in answered.Count == 0 ? [] : answerObservers)
        {
            await observer.NotifyAsync(answered, cancellationToken);
        }
    }
}
