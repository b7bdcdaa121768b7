namespace Mhero.Core.Messaging.Outbox;

/// <summary>The recipients of one POST to RapidPro, and its result.</summary>
internal sealed record ChunkRow
{
    public required int Number { get; init; }

    public ChunkState State { get; init; }

    public required IReadOnlyList<RecipientRow> People { get; init; }

    /// <summary>IANA name of the time zone of all of them.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>When the POST was claimed (UTC).</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>The broadcast that it became.</summary>
    public long? Broadcast { get; init; }

    /// <summary>The flow start that it became.</summary>
    public Guid? FlowStart { get; init; }

    /// <summary>When RapidPro took it (UTC).</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>How often RapidPro was asked for its delivery status.</summary>
    public int Polls { get; init; }

    /// <summary>Those that are to be sent to, or were.</summary>
    public IEnumerable<RecipientRow> Planned => People.Where(p => p.State == SendState.Planned);

    /// <summary>Changes some of the people.</summary>
    public ChunkRow With(Func<RecipientRow, RecipientRow> change) => this with { People = [.. People.Select(change)] };
}
