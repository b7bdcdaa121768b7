namespace Mhero.Core.Messaging.Recipients;

/// <summary>One person who gets the message, once, whatever roles and groups lead there.</summary>
/// <param name="Person">Reference of the Practitioner, Patient or Person (<c>Practitioner/123</c>).</param>
/// <param name="Contact">The contact in RapidPro; null while it has to be made.</param>
public sealed record Recipient(string? Person, Guid? Contact)
{
    /// <summary>The contact's language, ISO 639-3; null when it is not known.</summary>
    public string? Language { get; init; }

    /// <summary>Scheme of the URN that the contact is written to (<c>tel</c>, <c>whatsapp</c>); null when it is not known.</summary>
    public string? Scheme { get; init; }

    /// <summary>IANA name of the time zone in which the person lives, by number and setting.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>References of the Locations of the roles by which the person was found; empty when it was not by a role.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>The registry's identifier for a person whom mHero is still creating there; null for others.</summary>
    internal IdentifiedPerson? Coming { get; init; }
}
