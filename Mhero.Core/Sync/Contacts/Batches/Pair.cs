using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>One item on its way through a batch: a worker, a contact, or both once they have found each other.</summary>
internal sealed class Pair(ContactItem item) : Work<ContactItem>(item)
{
    /// <summary>The worker's reference, once known.</summary>
    public string? Reference { get; set; } = item.Worker;

    /// <summary>The worker as the registry has it now; null when there is none yet.</summary>
    public HealthWorker? Worker { get; set; }

    /// <summary>The ledger's row of the worker; null when there is none.</summary>
    public LedgerEntry<WorkerRow>? WorkerRow { get; set; }

    /// <summary>The contact as RapidPro last showed it; null when there is none yet.</summary>
    public Contact? Contact { get; set; } = item.Contact;

    /// <summary>The ledger's row of the contact; null when there is none.</summary>
    public LedgerEntry<ContactRow>? ContactRow { get; set; }

    /// <summary>Workers whose identifiers name the contact or its business identifier, from the batch's one search.</summary>
    public IReadOnlyList<HealthWorker> FoundByIdentifier { get; set; } = [];

    /// <summary>The worker as the registry describes it, when it stays without a contact.</summary>
    public WorkerProfile? KnownProfile { get; set; }

    /// <summary>Versions of the ledger's rows that the pair itself has written, by key.</summary>
    public Dictionary<string, string> RowVersions { get; } = [];

    /// <summary>The planned writes to both sides.</summary>
    public PairPlan? Plan { get; set; }

    /// <summary>The candidates, when a person has to decide.</summary>
    public IReadOnlyList<ReviewCandidate> Candidates { get; private set; } = [];

    /// <summary>A matter for a person that did not stop the rest, such as one number of several that another owns.</summary>
    public (string Code, string Message, IReadOnlyList<ReviewCandidate> Candidates)? SideReview { get; set; }

    /// <summary>Numbers that another contact owns and that are therefore not sent, as ledger keys.</summary>
    public HashSet<string> ForeignNumbers { get; } = [];

    /// <summary>Writes that were done, for the counts.</summary>
    public bool ContactCreated { get; set; }

    /// <inheritdoc cref="ContactCreated"/>
    public bool ContactUpdated { get; set; }

    /// <inheritdoc cref="ContactCreated"/>
    public bool WorkerCreated { get; set; }

    /// <inheritdoc cref="ContactCreated"/>
    public bool WorkerUpdated { get; set; }

    /// <inheritdoc/>
    public override SyncCounts Written => SyncCounts.Empty
        .Add(SyncCounts.ContactsCreated, ContactCreated ? 1 : 0)
        .Add(SyncCounts.ContactsUpdated, ContactUpdated ? 1 : 0)
        .Add(SyncCounts.PractitionersCreated, WorkerCreated ? 1 : 0)
        .Add(SyncCounts.PractitionersUpdated, WorkerUpdated ? 1 : 0);

    /// <summary>The registry no longer has the worker that the ledger or the contact names.</summary>
    public bool WorkerGone => Worker is null && (WorkerRow is not null || ContactRow?.Row.Worker is not null);

    /// <summary>Whether the worker's row is claimed by this batch.</summary>
    public bool Claimed { get; set; }

    /// <summary>Whether the contact's row is claimed by this batch, because the contact gets a worker.</summary>
    public bool ContactClaimed { get; set; }

    /// <summary>Whether the poller will show the contact exactly as here, so that it can be dropped there.</summary>
    public bool IsEcho { get; set; }

    /// <summary>Numbers and WhatsApp addresses of the worker that turned out to be another contact's.</summary>
    public HashSet<string> TakenNumbers { get; } = new(StringComparer.Ordinal);

    /// <summary>Numbers and WhatsApp addresses that another contact had taken over and that are free again.</summary>
    public HashSet<string> ReleasedNumbers { get; } = new(StringComparer.Ordinal);

    /// <summary>What of the worker cannot be carried over.</summary>
    public IReadOnlyList<WorkerIssue> WorkerIssues { get; set; } = [];

    /// <summary>The last bulk load; null when there was none lately.</summary>
    public BulkLoadRow? Load { get; set; }

    /// <summary>The worker's row of a bulk load; null when there is none.</summary>
    public BulkEntry? Bulk { get; set; }

    /// <summary>Another worker's row that an import wrote over the contact; null for none.</summary>
    public BulkRow? WrittenOver { get; set; }

    /// <summary>Whether the pair waits for an import: nothing of it is written, also not to the ledger.</summary>
    public bool IsSetAside { get; private set; }

    /// <summary>Whether a contact may have been made although the request for it failed.</summary>
    public bool MayBeCreated { get; set; }

    /// <summary>The subject under which a review or dead letter is listed.</summary>
    public string Subject => Item.Subject;

    public void RequestReview(string code, string message, IEnumerable<ReviewCandidate> candidates)
    {
        Finish(ItemState.Review, code, message);
        Candidates = [.. candidates.DistinctBy(c => c.Reference)];
    }

    /// <summary>Leaves the pair to an import; the end of the bulk load puts it back on the queue.</summary>
    public void SetAside(string code, string cause)
    {
        Finish(ItemState.Skipped, code, cause);
        IsSetAside = true;
    }

    /// <summary>Turns the item into one of a deleted contact, for a contact that RapidPro no longer has.</summary>
    /// <param name="known">The last known state of the contact.</param>
    public void FindDeleted(Contact known)
    {
        Item = Item with { Contact = null, ContactUuid = known.Uuid, Deleted = true, Decision = null };
        Contact = null;
        ContactRow = new(new ContactRow { Contact = known }, null);
    }

    /// <summary>Takes over another item of the same pair; of two states of the contact the newer one counts.</summary>
    public void Fold(Pair other)
    {
        // A contact that was read again for its item is as new as the ledger's at least.
        var isNewer = other.Item.Contact is { } theirs
            ? !(Item.Contact?.ModifiedOn >= theirs.ModifiedOn)
            : other.Item.ContactUuid is not null && other.Contact is { } read && !(Contact?.ModifiedOn >= read.ModifiedOn);
        if (isNewer)
        {
            Item = other.Item;
            Contact = other.Contact;
            ContactRow = other.ContactRow;
        }

        other.Finish(ItemState.Done);
        other.IsFolded = true;
    }

    /// <summary>Whether another pair of the batch does this one's work.</summary>
    public bool IsFolded { get; private set; }
}
