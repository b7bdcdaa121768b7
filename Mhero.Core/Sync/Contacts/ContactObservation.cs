using Hl7.Fhir.Model;
using Contact = Mhero.Core.RapidPro.Model.Contact;

namespace Mhero.Core.Sync.Contacts;

/// <summary>A health worker and the contact, as a batch of the contact sync leaves them.</summary>
/// <param name="Worker">The worker's reference.</param>
/// <param name="Person">The worker's resource; null when it was not read.</param>
/// <param name="Contact">The contact as it is now; null when there is none.</param>
/// <param name="Before">The contact as the ledger had it; null when it did not.</param>
/// <param name="IsNew">Whether the two have only now been linked.</param>
internal sealed record ContactObservation(string Worker, DomainResource? Person, Contact? Contact, Contact? Before, bool IsNew)
{
    /// <summary>Whether the registry no longer has the worker.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether the worker was not in the registry when the ledger was last written.</summary>
    public bool WasGone { get; init; }
}
