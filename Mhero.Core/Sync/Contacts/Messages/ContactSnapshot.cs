using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Sync.Contacts.Messages;

/// <summary>Cuts a contact down to what the sync compares, so that messages and ledger rows stay small.</summary>
internal sealed class ContactSnapshot(IOptions<ContactSyncOptions> sync, IOptions<ContactMappingOptions> mapping, IEnumerable<IContactObserver> observers)
{
    /// <summary>Contact field that holds the id of the worker in the registry. Existing sites rely on it.</summary>
    public const string GlobalId = "globalid";

    /// <summary>Contact field that holds the type of the worker's resource. Existing sites rely on it.</summary>
    public const string EntityType = "mheroentitytype";

    private readonly HashSet<string> _fields =
        new(mapping.Value.MappedFields.Keys.Append(GlobalId).Append(EntityType), StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _groups =
        new(sync.Value.ImportGroups.Append(sync.Value.Group).Concat(observers.SelectMany(w => w.Groups)), StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The contact with nothing but the mapped fields (those without a value too: that is not the same as a field that the
    /// workspace lacks) and the groups that matter here.
    /// </summary>
    public Contact Of(Contact contact) => contact with
    {
        Groups = [.. contact.Groups.Where(g => g.Name is not null && _groups.Contains(g.Name))],
        Fields = contact.Fields
            .Where(f => _fields.Contains(f.Key))
            .ToDictionary(f => f.Key, f => f.Value),
        Flow = null,
        CreatedOn = null,
        LastSeenOn = null,
    };

    /// <summary>The worker that the contact's own fields name (<c>Practitioner/123</c>), or null.</summary>
    public static string? LinkOf(Contact contact)
    {
        var id = contact.Fields.GetValueOrDefault(GlobalId);
        if (string.IsNullOrWhiteSpace(id))
        {
            return null;
        }

        var type = contact.Fields.GetValueOrDefault(EntityType);
        return $"{(WorkerTypes.IsWorker(type) ? type : WorkerTypes.Practitioner)}/{id}";
    }

    /// <summary>Whether the contact can be messaged: neither blocked, nor stopped (opted out), nor archived.</summary>
    public static bool IsActive(Contact contact) =>
        contact.Status is null ? contact is { Blocked: not true, Stopped: not true } : contact.Status == "active";

    /// <summary>Whether a user of RapidPro put the contact aside (blocked or archived).</summary>
    public static bool IsPutAside(Contact contact) =>
        contact.Status is null ? contact.Blocked is true : contact.Status is "blocked" or "archived";
}
