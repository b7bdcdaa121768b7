using Mhero.Core.Mapping.Profiles;


namespace Mhero.Core.Sync.Contacts.Ledger;

/// <summary>The ledger's row of a worker in the registry.</summary>
internal sealed record WorkerRow
{
    /// <summary>The contact that the worker is linked to.</summary>
    public Guid? Contact { get; init; }

    /// <summary>The worker as last agreed: the base of the next comparison.</summary>
    public WorkerProfile Profile { get; init; } = new();

    /// <summary>A contact is being made: set before the POST, so that a lost answer is looked for.</summary>
    public bool Creating { get; init; }

    /// <summary>
    /// When a batch began to write the pair (UTC); null while none does. The same worker may come in two batches at once,
    /// once from each side: the second waits, or it would write everything again.
    /// </summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>mHero blocked the contact because the worker was inactive, and may unblock it.</summary>
    public bool Blocked { get; init; }

    /// <summary>The contact was deleted and, by setting, is not made again.</summary>
    public bool Abandoned { get; init; }

    /// <summary>The registry no longer knows the worker.</summary>
    public bool Gone { get; init; }
}
