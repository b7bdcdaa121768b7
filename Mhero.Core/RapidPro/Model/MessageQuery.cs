namespace Mhero.Core.RapidPro.Model;

/// <summary>
/// Which messages to list, newest first: RapidPro knows no other order here. An unknown folder is an empty list. Folder,
/// contact and broadcast exclude one another.
/// </summary>
public sealed record MessageQuery
{
    /// <summary>Messages that no flow took.</summary>
    public const string Inbox = "inbox";

    /// <summary>Only messages made at this time or later (inclusive, to the microsecond).</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Only messages made at this time or earlier (inclusive, to the microsecond).</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary><see cref="Inbox"/>, <c>flows</c>, <c>archived</c>, <c>outbox</c>, <c>sent</c>, <c>failed</c>; null for all.</summary>
    public string? Folder { get; init; }

    /// <summary>Only messages of this contact.</summary>
    public Guid? Contact { get; init; }

    /// <summary>Only messages of this broadcast.</summary>
    public long? Broadcast { get; init; }
}
