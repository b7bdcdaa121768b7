namespace Mhero.Core.RapidPro.Model;

/// <summary>The body that makes a broadcast: one message to each contact, in the contact's language when it has that one.</summary>
public sealed record BroadcastWrite
{
    /// <summary>How many contacts RapidPro takes in one request.</summary>
    public const int MaxContacts = 100;

    /// <summary>The contacts' UUIDs, one to <see cref="MaxContacts"/>; one that is named twice gets one message.</summary>
    public required IReadOnlyList<Guid> Contacts { get; init; }

    /// <summary>
    /// The texts by language: ISO 639-3, of which RapidPro takes those that have an ISO 639-1 code too, and <c>mul</c> and
    /// <c>und</c>. RapidPro reads <c>@contact</c>, <c>@fields</c>, <c>@globals</c>, <c>@urns</c> and <c>@(…)</c> in it as
    /// expressions; <c>@@</c> is a plain <c>@</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Text { get; init; }

    /// <summary>
    /// The language, one of <see cref="Text"/>, for contacts that none of the others is for. Up to 8.0 RapidPro takes the
    /// workspace's primary language whatever this value, and refuses a text that lacks it.
    /// </summary>
    public required string BaseLanguage { get; init; }
}
