using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Sync.Contacts;

/// <summary>What the ledger knows of a contact in RapidPro.</summary>
internal sealed record ContactRow
{
    /// <summary>The worker that the contact is tied to.</summary>
    public string? Worker { get; init; }

    /// <summary>The contact as last handled: the base of the next comparison. Fields are the mapped ones alone.</summary>
    public required Contact Contact { get; init; }

    /// <summary>A Practitioner is being made from the contact.</summary>
    public bool Creating { get; init; }
}
