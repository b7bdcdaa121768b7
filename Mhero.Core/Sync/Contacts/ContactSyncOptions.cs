using System.ComponentModel.DataAnnotations;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Settings of the contact sync. Section <c>Mhero:Contacts</c>.</summary>
public sealed class ContactSyncOptions : SyncOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Contacts";

    /// <summary>Which way changes travel.</summary>
    /// <value>Both ways by default.</value>
    public SyncDirection Direction { get; set; } = SyncDirection.TwoWay;

    /// <summary>Which side wins when both changed the same attribute.</summary>
    /// <value>The registry by default.</value>
    public ConflictPolicy Conflicts { get; set; } = ConflictPolicy.RegistryWins;

    /// <summary>The action on the contact of a worker who is inactive in the registry, or no longer there.</summary>
    /// <value>It is taken out of <see cref="Group"/> by default.</value>
    public InactiveWorkerPolicy InactiveWorkers { get; set; } = InactiveWorkerPolicy.RemoveFromGroup;

    /// <summary>The action on a worker whose contact was deleted in RapidPro.</summary>
    /// <value>A new contact is made by default, so that the worker stays within reach.</value>
    public DeletedContactPolicy DeletedContacts { get; set; } = DeletedContactPolicy.Recreate;

    /// <summary>The RapidPro group that every active worker with a contact belongs to; empty for none.</summary>
    public string Group { get; set; } = "Health workers";

    /// <summary>
    /// Names of RapidPro groups: only contacts in one of them become Practitioners. Empty: every contact does that is
    /// neither blocked nor archived.
    /// </summary>
    public IList<string> ImportGroups { get; init; } = [];

    /// <summary>
    /// How long to wait after a field or group was created: RapidPro answers 500 to a request that uses it within about five
    /// seconds (until its own cache is updated).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan NewAssetDelay { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Whether a health worker may be made in the registry from this contact, which has none yet.</summary>
    internal bool MayImport(Contact contact) =>
        Direction == SyncDirection.TwoWay
        && !ContactSnapshot.IsPutAside(contact)
        && (ImportGroups.Count == 0 || contact.Groups.Any(g => g.Name is not null && ImportGroups.Contains(g.Name, StringComparer.OrdinalIgnoreCase)));
}
