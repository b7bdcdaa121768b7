using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Sync.Runs;

/// <summary>Is notified of contacts' answers in flows that matter beyond their responses.</summary>
internal interface IAnswerObserver
{
    /// <summary>Whether it wants to know of a flow's runs.</summary>
    /// <param name="flow">The flow, with its name as RapidPro gives it in the run.</param>
    bool Watches(ObjectReference flow);

    /// <summary>Handles runs whose responses are in the registry. A repeated notification must do no harm.</summary>
    /// <param name="runs">The runs, of flows that it watches.</param>
    /// <param name="cancellationToken">Cancels; the batch is then delivered again.</param>
    Task NotifyAsync(IReadOnlyList<RunWork> runs, CancellationToken cancellationToken);
}
