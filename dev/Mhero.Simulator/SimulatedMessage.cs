namespace Mhero.Simulator;

/// <summary>
/// A message in or out, as a seed and as a snapshot. To change one, give <see cref="RapidProWorkspace.EditMessage"/> a
/// function that returns it changed.
/// </summary>
public sealed record SimulatedMessage
{
    /// <summary>The message's number; a seed without one gets the next.</summary>
    public int Id { get; init; }

    /// <summary>The message's UUID, shown by 26.3; a seed without one gets its own.</summary>
    public Guid Uuid { get; init; }

    /// <summary>The UUID of the contact who sent it or whom it is for; the contact must be there.</summary>
    public required Guid Contact { get; init; }

    /// <summary>The URN that it came from or went to; a seed without one takes the contact's first.</summary>
    public string? Urn { get; init; }

    /// <summary>The channel; a seed without one takes the workspace's when there is a URN.</summary>
    public SimulatedReference? Channel { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public string Direction { get; init; } = "in";

    /// <summary><c>text</c>, <c>voice</c> or <c>optin</c>. 7.4 shows <c>inbox</c>, <c>flow</c> or <c>ivr</c> instead.</summary>
    public string Type { get; init; } = "text";

    /// <summary>
    /// <c>queued</c>, <c>handled</c>, <c>wired</c>, <c>sent</c>, <c>delivered</c>, <c>read</c>, <c>errored</c> or <c>failed</c>; null in a
    /// seed is handled for one that came in and queued for one that goes out.
    /// </summary>
    public string? Status { get; init; }

    /// <summary><c>visible</c>, <c>archived</c> or <c>deleted</c>.</summary>
    public string Visibility { get; init; } = "visible";

    /// <summary>The text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The labels that were put on it.</summary>
    public IReadOnlyList<SimulatedReference> Labels { get; init; } = [];

    /// <summary>The UUID of the flow that it belongs to, which must be there; null when no flow took or sent it.</summary>
    public Guid? Flow { get; init; }

    /// <summary>The media that came with it.</summary>
    public IReadOnlyList<SimulatedAttachment> Attachments { get; init; } = [];

    /// <summary>The replies that it offers (shown by 26.3).</summary>
    public IReadOnlyList<string> QuickReplies { get; init; } = [];

    /// <summary>The number of the broadcast that it belongs to.</summary>
    public int? Broadcast { get; init; }

    /// <summary>When it was made (UTC); a seed without it is made now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When it went out (UTC).</summary>
    public DateTimeOffset? SentOn { get; init; }

    /// <summary>When it last changed (UTC, microseconds); a seed without it changed when it was made.</summary>
    public DateTimeOffset? ModifiedOn { get; init; }
}
