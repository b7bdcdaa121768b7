using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>
/// The two last states of a pair whose contact an import has changed. Where the contact has the value of a file, the file was mHero's own write: the
/// contact has not changed since, and the registry's last state is the one that the file was made of. Where a new contact has another value, a person
/// changed the file, which counts as a change in RapidPro; where it has none, the registry's value is written. In a contact that existed before, a value
/// of none of the files is left to the merge. Pure.
/// </summary>
internal static class ImportedBase
{
    /// <summary>Whether the contact has a value of the file that it would not have without the import.</summary>
    /// <param name="row">The row.</param>
    /// <param name="file">The contact as the row makes it.</param>
    /// <param name="contact">The contact now.</param>
    public static bool IsImported(BulkRow row, WorkerProfile file, WorkerProfile contact) =>
        // The first time one value tells; afterwards a person may give a single value back, and only the whole row is a second import.
        row.Attributes.Count > 0 && (row.SeenAt is null ? row.Attributes.Any(Same(file, contact)) : row.Attributes.All(Same(file, contact)));

    /// <summary>The last states for the merge.</summary>
    /// <param name="versions">The worker's rows of the last loads, the latest first, each with the contact as the row makes it.</param>
    /// <param name="lastRegistry">The registry's last state as the ledger has it; null at the first meeting.</param>
    /// <param name="lastContact">The contact's last state as the ledger has it; null at the first meeting.</param>
    /// <param name="contact">The contact now.</param>
    public static (WorkerProfile? LastRegistry, WorkerProfile? LastContact) Of(
        IReadOnlyList<(BulkRow Row, WorkerProfile File)> versions, WorkerProfile? lastRegistry, WorkerProfile? lastContact, WorkerProfile contact)
    {
        var imported = versions.Where(v => IsImported(v.Row, v.File, contact)).ToList();
        if (imported.Count == 0)
        {
            return (lastRegistry, lastContact);
        }

        var isFirst = lastRegistry is null || lastContact is null;
        var (registry, known) = isFirst ? OfEditedFile(imported[0].Row, imported[0].File, contact) : (lastRegistry!, lastContact!);

        // The value of a later file before that of an earlier one.
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (row, file) in imported)
        {
            var written = row.Attributes.Where(Same(file, contact)).Where(taken.Add).ToHashSet(StringComparer.Ordinal);
            registry = ProfileMerge.LastSeen(registry, row.Registry, written);
            known = ProfileMerge.LastSeen(known, contact, written);
        }

        return (registry, known);
    }

    /// <summary>
    /// The contact of another worker without what an import wrote over it, and the attributes to write to have that in RapidPro: the contact had the number
    /// of the file's row, so the import took it for the row's contact.
    /// </summary>
    /// <param name="row">The row that was written over the contact.</param>
    /// <param name="file">The contact as the row makes it.</param>
    /// <param name="lastContact">The contact's last state as the ledger has it.</param>
    /// <param name="contact">The contact now.</param>
    public static (WorkerProfile Contact, IReadOnlySet<string> Attributes) Without(BulkRow row, WorkerProfile file, WorkerProfile lastContact, WorkerProfile contact)
    {
        var written = row.Attributes
            .Where(a => a is not (ProfileAttributes.Numbers or ProfileAttributes.WhatsApp))
            .Where(Same(file, contact))
            .ToHashSet(StringComparer.Ordinal);
        var before = ProfileMerge.LastSeen(contact, lastContact, written) with { Unknown = contact.Unknown };
        var restored = before with
        {
            Numbers = [.. contact.Numbers.Where(n => lastContact.Numbers.Contains(n) || !file.Numbers.Contains(n))],
            WhatsApp = [.. contact.WhatsApp.Where(n => lastContact.WhatsApp.Contains(n) || !file.WhatsApp.Contains(n))],
        };
        return (restored, ProfileComparer.Differences(restored, contact));
    }

    /// <summary>The states before a person changed the row of a new contact: the file's, without values that the contact lacks.</summary>
    private static (WorkerProfile Registry, WorkerProfile Contact) OfEditedFile(BulkRow row, WorkerProfile file, WorkerProfile contact)
    {
        var present = ProfileAttributes.Present(contact);
        var texts = row.Attributes.Where(a => a is not (ProfileAttributes.Numbers or ProfileAttributes.WhatsApp) && present.Contains(a)).ToHashSet(StringComparer.Ordinal);
        return (
            ProfileMerge.LastSeen(new(), row.Registry, texts) with
            {
                Numbers = [.. row.Registry.Numbers.Where(contact.Numbers.Contains)],
                WhatsApp = [.. row.Registry.WhatsApp.Where(contact.WhatsApp.Contains)],
            },
            ProfileMerge.LastSeen(new(), file, texts) with
            {
                Numbers = [.. contact.Numbers.Where(file.Numbers.Contains)],
                WhatsApp = [.. contact.WhatsApp.Where(file.WhatsApp.Contains)],
            });
    }

    private static Func<string, bool> Same(WorkerProfile file, WorkerProfile contact)
    {
        var differences = ProfileComparer.Differences(file, contact);
        return attribute => !differences.Contains(attribute);
    }
}
