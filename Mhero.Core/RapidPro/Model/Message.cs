namespace Mhero.Core.RapidPro.Model;

/// <summary>A message in or out, as <c>GET /api/v2/messages.json</c> returns it. Every member but the id may be missing.</summary>
public sealed record Message
{
    /// <summary>The message's number, unique on its RapidPro.</summary>
    [JsonRequired]
    public long Id { get; init; }

    /// <summary>The message's UUID; null before 26.0.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>The contact who sent it, or to whom it was sent.</summary>
    public RunContact? Contact { get; init; }

    /// <summary>The contact's URN that it came from or went to; null when RapidPro had none to send to.</summary>
    public string? Urn { get; init; }

    /// <summary>The channel; null when there was none to send with.</summary>
    public ObjectReference? Channel { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public string? Direction { get; init; }

    /// <summary><c>text</c>, <c>voice</c>, <c>optin</c>; up to 7.4 <c>inbox</c>, <c>flow</c>, <c>ivr</c>. An open set.</summary>
    public string? Type { get; init; }

    /// <summary><c>queued</c>, <c>handled</c>, <c>wired</c>, <c>sent</c>, <c>delivered</c>, <c>read</c>, <c>errored</c>, <c>failed</c> … An open set.</summary>
    public string? Status { get; init; }

    /// <summary><c>visible</c>, <c>archived</c> or <c>deleted</c>.</summary>
    public string? Visibility { get; init; }

    /// <summary>Its text; empty for media alone.</summary>
    public string Text { get; init => field = value ?? ""; } = "";

    /// <summary>The flow that it belongs to; null for one that no flow took, and before 8.2.</summary>
    public ObjectReference? Flow { get; init; }

    /// <summary>The media that came with it.</summary>
    public IReadOnlyList<MessageAttachment> Attachments { get; init => field = ListOf.Records(value); } = [];

    /// <summary>The broadcast that it belongs to, by number; null for none.</summary>
    public long? Broadcast { get; init; }

    /// <summary>When RapidPro got or made it (UTC).</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When it was sent, or when it came by the channel's time (UTC).</summary>
    public DateTimeOffset? SentOn { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public DateTimeOffset? ModifiedOn { get; init; }
}
