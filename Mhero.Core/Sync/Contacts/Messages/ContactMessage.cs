namespace Mhero.Core.Sync.Contacts.Messages;

/// <summary>A message on the contacts queue: a slice of work, or the order to read a feed.</summary>
public sealed record ContactMessage
{
    /// <summary>The run that the slice is counted under; null for work outside a run.</summary>
    public string? Run { get; init; }

    /// <summary>The slice's own id, so that a redelivered slice is counted once.</summary>
    public string? Slice { get; init; }

    /// <summary>The feed to read; null for a slice.</summary>
    public ContactFeed? Read { get; init; }

    /// <summary>What to look at, at most 50.</summary>
    public IReadOnlyList<ContactItem> Items { get; init; } = [];
}
