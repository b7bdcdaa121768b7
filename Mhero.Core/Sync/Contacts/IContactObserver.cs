namespace Mhero.Core.Sync.Contacts;

/// <summary>Is notified of the health workers and contacts that the contact sync handles.</summary>
internal interface IContactObserver
{
    /// <summary>Names of RapidPro groups whose members the ledger is to know too.</summary>
    IEnumerable<string> Groups { get; }

    /// <summary>Handles the records that a batch is about to enter in the ledger. A repeated notification must do no harm.</summary>
    /// <param name="observations">Workers and contacts, linked to one another.</param>
    /// <param name="cancellationToken">Cancels; the batch is then delivered again.</param>
    Task NotifyAsync(IReadOnlyList<ContactObservation> observations, CancellationToken cancellationToken);
}
