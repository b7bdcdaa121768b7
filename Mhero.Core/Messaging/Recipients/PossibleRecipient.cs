using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>A person who may get the message, in the few words that matter: there may be ten thousand of them.</summary>
internal sealed class PossibleRecipient
{
    /// <summary>Reference in the registry; null for a person whom it does not know.</summary>
    public string? Person { get; init; }

    /// <summary>Where the request names the person, or what led there.</summary>
    public required string Path { get; init; }

    /// <summary>The contact, by the person's identifier or the ledger.</summary>
    public Guid? Contact { get; set; }

    /// <summary>References of others who are the same human (a Person's links).</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Whether the registry counts the person as inactive.</summary>
    public bool IsInactive { get; init; }

    /// <summary>Whether the person carries the tag of those who want no messages.</summary>
    public bool OptedOut { get; set; }

    /// <summary>The number that a contact could be made with, E.164; null when there is none.</summary>
    public string? Number { get; init; }

    /// <summary>All numbers and WhatsApp addresses by the registry, as a profile has them.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>The language by the registry, ISO 639-3.</summary>
    public string? Language { get; set; }

    /// <summary>Scheme of the URN that is written to.</summary>
    public string? Scheme { get; set; }

    /// <summary>Locations of the role that led to the person.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>The registry's identifier for a person whom mHero is still creating there; null for others.</summary>
    public IdentifiedPerson? Coming { get; init; }

    /// <summary>The order that brings the person, or the contact, about.</summary>
    public ContactItem? Order { get; set; }

    /// <summary>Why the person is left out; null while they are not.</summary>
    public string? Code { get; private set; }

    /// <summary>The same for a person to read.</summary>
    public string? Reason { get; private set; }

    /// <summary>The person, as the list of those who are left out names them.</summary>
    public string Label => Person ?? (Contact is { } contact ? $"contact {contact}" : Path);

    /// <summary>Leaves the person out; the first reason counts.</summary>
    public void LeaveOut(string code, string reason)
    {
        if (Code is null)
        {
            (Code, Reason) = (code, reason);
        }
    }
}
