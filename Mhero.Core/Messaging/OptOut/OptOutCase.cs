using Hl7.Fhir.Model;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>A person in a batch, with all items about the person.</summary>
/// <param name="key">The person's reference, or the key of a contact without a known worker.</param>
/// <param name="works">The items about the person.</param>
internal sealed class OptOutCase(string key, IReadOnlyList<Work<OptOutItem>> works)
{
    public string Key { get; } = key;

    public IReadOnlyList<Work<OptOutItem>> Works { get; } = works;

    /// <summary>The person's reference; null for a contact without a known worker.</summary>
    public string? Person { get; } = key.StartsWith("Contact/", StringComparison.Ordinal) ? null : key;

    public Guid? Contact { get; set; }

    /// <summary>The contact's state in the contact sync's ledger; null when unknown.</summary>
    public ContactState? Standing { get; set; }

    /// <summary>The row as it was read or claimed; without a version when there is none yet.</summary>
    public LedgerEntry<OptOutRow> Row { get; set; } = new(new OptOutRow(), null);

    /// <summary>Whether the row is claimed by this batch.</summary>
    public bool IsClaimed { get; set; }

    /// <summary>Row of the contact from before it was known whose it is; it becomes the person's.</summary>
    public string? Inherits { get; set; }

    /// <summary>The person's opt-out Flags, active or not.</summary>
    public List<Flag> Flags { get; } = [];

    public RegistryOptOutState Marks { get; set; } = RegistryOptOutState.None;

    public OptOutDecision? Decision { get; set; }

    /// <summary>Whether it is still being worked on.</summary>
    public bool IsOpen => Works.Any(w => w.IsOpen);

    public void Finish(ItemState state, string? code = null, string? cause = null, TimeSpan? delay = null)
    {
        foreach (var work in Works.Where(w => w.IsOpen))
        {
            work.Finish(state, code, cause, delay);
        }
    }

    public void Fail(Exception exception)
    {
        foreach (var work in Works.Where(w => w.IsOpen))
        {
            work.Fail(exception);
        }
    }

    /// <summary>Counts something, once for all items.</summary>
    public void Count(SyncCounts counts) => Works[0].Counts = Works[0].Counts.Add(counts);
}
