using Mhero.Core.Fhir;

namespace Mhero.Core.Sync.Runs;

/// <summary>Is notified of resources that were extracted from a response.</summary>
internal interface IExtractionObserver
{
    /// <summary>Handles resources that were just written. A process that dies in between does not notify again, and a repeat must do no harm.</summary>
    /// <param name="written">The results of the entries, failed ones among them.</param>
    /// <param name="cancellationToken">Cancels; the batch is then delivered again.</param>
    Task NotifyAsync(IReadOnlyList<EntryVerdict> written, CancellationToken cancellationToken);
}
