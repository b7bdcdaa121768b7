using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Sync.Contacts.Ledger;

/// <summary>The ledger's row of a contact in RapidPro.</summary>
internal sealed record ContactRow
{
    /// <summary>The worker that the contact is linked to.</summary>
    public string? Worker { get; init; }

    /// <summary>The contact as last handled: the base of the next comparison. Fields are the mapped ones alone.</summary>
    public required Contact Contact { get; init; }

    /// <summary>
    /// The base of the next comparison where it differs from <see cref="Contact"/>: some attributes could not be
    /// decided and are compared again.
    /// </summary>
    public WorkerProfile? Base { get; init; }

    /// <summary>
    /// Numbers and WhatsApp addresses of the worker that another contact took over in RapidPro and that a person has not
    /// decided about; null for none.
    /// </summary>
    public IReadOnlyList<string>? Taken { get; init; }

    /// <summary>When a batch began to make a Practitioner from the contact (UTC); null while none does.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>Whether a batch began to make a Practitioner from the contact and did not come to link it: the registry may have one that names the contact.</summary>
    public bool Creating { get; init; }
}
