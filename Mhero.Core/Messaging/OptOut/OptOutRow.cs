namespace Mhero.Core.Messaging.OptOut;

/// <summary>The last agreed state of a person, and the last state of each side. A person who never opted out has no row.</summary>
internal sealed record OptOutRow
{
    /// <summary>Whether no messages are wanted.</summary>
    public bool IsOut { get; init; }

    /// <summary>Why; null when messages are wanted.</summary>
    public OptOutCause? Cause { get; init; }

    /// <summary>Since when (UTC); null when messages are wanted.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the last decision was made that counted (UTC).</summary>
    public DateTimeOffset? SaidAt { get; init; }

    /// <summary>Runs whose answers were processed, the latest last.</summary>
    public IReadOnlyList<AnsweredRun> Runs { get; init; } = [];

    /// <summary>Whether the registry had an active Flag when both last agreed.</summary>
    public bool HasFlag { get; init; }

    /// <summary>Ids of the active Flags of then; empty when there was none, or for rows from before mHero kept them.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Whether the person was tagged when both last agreed.</summary>
    public bool HasTag { get; init; }

    /// <summary>The contact that the rest is about.</summary>
    public Guid? Contact { get; init; }

    /// <summary>How the contact stood when it was last seen.</summary>
    public ContactStatus Status { get; init; }

    /// <summary>When the contact had last changed by then (UTC).</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Whether the contact is in the group, as last seen or as last asked for.</summary>
    public bool IsInGroup { get; init; }

    /// <summary>When mHero last changed the membership (UTC).</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When a batch began to write (UTC); null while none does.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }
}
