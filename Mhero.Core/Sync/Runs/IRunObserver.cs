namespace Mhero.Core.Sync.Runs;

/// <summary>Is notified of runs whose response is in the registry.</summary>
internal interface IRunObserver
{
    /// <summary>Handles responses that were just written. A repeated notification must do no harm.</summary>
    /// <param name="runs">Runs that a flow start began: the start, the contact, the response (<c>QuestionnaireResponse/123</c>), and whether the contact has answered.</param>
    /// <param name="cancellationToken">Cancels; the batch is then delivered again.</param>
    Task NotifyAsync(IReadOnlyList<(Guid Start, Guid Contact, string Response, bool IsAnswered)> runs, CancellationToken cancellationToken);
}
