using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Sync.Contacts.Messages;

/// <summary>
/// One worker or contact to check. The item names the record, not the action: the action is decided from the state of both
/// sides when the item is handled, so that an item that comes twice or late does no harm.
/// </summary>
internal sealed record ContactItem : QueueItem
{
    /// <summary>How long the look-ups of a fresh item may be left out.</summary>
    internal static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    /// <summary>Reference of a changed worker (<c>Practitioner/123</c>).</summary>
    public string? Worker { get; init; }

    /// <summary>A changed contact as the poller showed it.</summary>
    public Contact? Contact { get; init; }

    /// <summary>UUID of a contact to be read again: one too large for a message, or one that was deleted.</summary>
    public Guid? ContactUuid { get; init; }

    /// <summary>Whether RapidPro lists the contact as deleted.</summary>
    public bool Deleted { get; init; }

    /// <summary>A Practitioner, Person or Patient that a client POSTed, as JSON.</summary>
    public string? Resource { get; init; }

    /// <summary>
    /// Set when the first reading of a poller found that the ledger knew neither the worker or contact nor any of its
    /// numbers; the look-ups are then left out. For a contact it is the version of the row that the reading added.
    /// </summary>
    public string? Fresh { get; init; }

    /// <summary>
    /// When <see cref="Fresh"/> was set (UTC). It stays when a quota postpones the item, since nothing was sent: until <see cref="FreshFor"/> is over, the
    /// other side's newest records need not be read before a create.
    /// </summary>
    public DateTimeOffset? FreshAt { get; init; }

    /// <summary>A person's decision about this item in a review.</summary>
    public ReviewDecision? Decision { get; init; }

    /// <summary>
    /// The item as it counts at a time: after <see cref="FreshFor"/> on the queue it is looked up like any other, since the other side may
    /// have got the record by then, as when a worker registers by text while a long first load waits for the quota.
    /// </summary>
    /// <param name="now">The time (UTC).</param>
    internal ContactItem At(DateTimeOffset now) => (Fresh is not null || FreshAt is not null) && !(now - FreshAt <= FreshFor) ? this with { Fresh = null, FreshAt = null } : this;

    /// <summary>The subject of the item: the worker's reference, the contact's UUID, or a hash of a POSTed resource.</summary>
    internal override string Subject => Worker ?? (Contact?.Uuid ?? ContactUuid)?.ToString() ?? $"resource {StorageJson.HashOf(Resource ?? "")}";

    /// <inheritdoc/>
    internal override bool IsComplete => Worker is not null || Contact is not null || ContactUuid is not null || Resource is not null;

    internal override QueueItem ResetAttempts() => this with { Fresh = null, FreshAt = null, Attempts = 0, Waits = 0, Held = null, Refused = null };

    internal override QueueItem Later() => this with { Fresh = null };

    /// <inheritdoc/>
    internal override QueueItem? Smaller() => Contact is { } contact ? this with { Contact = null, ContactUuid = contact.Uuid } : null;
}
