using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>Decides whether a record is other than the ledger has it, so that it has to be checked.</summary>
internal static class Differences
{
    private static readonly HashSet<string> OfPerson =
        [ProfileAttributes.Name, ProfileAttributes.Language, ProfileAttributes.Numbers, ProfileAttributes.WhatsApp, ProfileAttributes.Active];

    /// <summary>Whether a contact is unknown, was changed, or names another worker than the one that it is linked to.</summary>
    /// <param name="contact">The contact as RapidPro has it.</param>
    /// <param name="row">Its row; null when the ledger has none.</param>
    public static bool IsOther(Contact contact, ContactRow? row) =>
        row is null || row.Contact.ModifiedOn < contact.ModifiedOn || (row.Worker is { } worker && ContactSnapshot.LinkOf(contact) != worker);

    /// <summary>Whether a worker names another contact than the one that it is linked to, or has another name, language, number or state.</summary>
    /// <param name="contact">The contact that the worker's identifier names; null for none.</param>
    /// <param name="now">The worker's values; roles do not count.</param>
    /// <param name="row">Its row.</param>
    public static bool IsOther(Guid? contact, WorkerProfile now, WorkerRow row) =>
        contact != row.Contact || ProfileComparer.Differences(row.Profile, now).Overlaps(OfPerson);
}
