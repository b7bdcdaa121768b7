namespace Mhero.Core.Sync.Runs;

/// <summary>Is notified of contacts' answers in flows, some of which matter beyond their responses.</summary>
internal interface IAnswerObserver
{
    /// <summary>Handles runs whose responses are in the registry. A repeated notification must do no harm.</summary>
    /// <param name="runs">The runs, of any flow; each with its flow and its contact.</param>
    /// <param name="cancellationToken">Cancels; the batch is then delivered again.</param>
    Task NotifyAsync(IReadOnlyList<RunWork> runs, CancellationToken cancellationToken);
}
