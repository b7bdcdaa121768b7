using Mhero.Core.Mapping.Phones;
using Mhero.Core.Sync.Contacts.Ledger;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>
/// Finds people without a contact of their own because they share a telephone. RapidPro has one contact for a number, and
/// whose it is waits for a person's review: no contact will be made for the others, so they are not waited for.
/// </summary>
internal sealed class SharedTelephones(ContactLedger ledger)
{
    private const string Together = "The person shares a telephone with another recipient, and the message goes to it once.";
    private const string Waiting = "The person's number belongs to the contact of another person; whose it is waits for review MH4003.";

    /// <summary>
    /// Sends the message to a shared telephone once when all people who share it and have no contact are recipients, through the
    /// first of them or the one whose contact it is; and leaves out the others with the reason.
    /// </summary>
    /// <param name="people">The people who may get the message; contacts that the ledger knows are filled in.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async Task SettleAsync(IReadOnlyList<PossibleRecipient> people, CancellationToken cancellationToken)
    {
        var strangers = people.Where(p => p is { Code: null, Contact: null, Person: not null, Numbers.Count: > 0 }).ToList();
        if (strangers.Count == 0)
        {
            return;
        }

        var owners = await ledger.FindOwnersAsync(strangers.SelectMany(s => s.Numbers).Select(ContactLedger.NumberKey), cancellationToken);
        var workers = await ledger.FindWorkersAsync(owners.Values.SelectMany(o => o.Row.Workers), cancellationToken);
        var reached = people.Where(p => p is { Code: null, Contact: not null }).Select(p => p.Contact!.Value).ToHashSet();
        var awaited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var person in strangers)
        {
            var rows = person.Numbers.Select(n => owners.GetValueOrDefault(ContactLedger.NumberKey(n)).Row ?? new()).ToList();
            var held = rows.ConvertAll(row => ContactsOf(row, person.Person!, workers));
            if (person.Numbers.All(n => awaited.Contains(PhoneIdentity.Of(n))))
            {
                person.LeaveOut(MessagingCodes.SharedNumber, Together);
            }
            else if (held.TrueForAll(contacts => contacts.Count > 0))
            {
                var contact = held.SelectMany(c => c).Distinct().ToList();
                var isUnowned = contact is [var only] && rows.Exists(r => r.Contacts.Contains(only));
                var together = contact.Exists(reached.Contains);
                if (!together && isUnowned && strangers.Count(s => s.Numbers.Any(n => person.Numbers.Any(m => PhoneIdentity.Of(m) == PhoneIdentity.Of(n)))) > 1)
                {
                    person.Contact = contact[0];
                    reached.Add(contact[0]);
                }
                else
                {
                    person.LeaveOut(MessagingCodes.SharedNumber, together ? Together : Waiting);
                }
            }
            else if (rows.TrueForAll(row => row.Contacts.Any(reached.Contains)))
            {
                // The ledger does not have the other one's number yet, and the contact sync may link the contact to this person before the message goes.
                person.LeaveOut(MessagingCodes.SharedNumber, Together);
            }
            else
            {
                awaited.UnionWith(person.Numbers.Select(PhoneIdentity.Of));
            }
        }
    }

    /// <summary>Contacts with a number that the contact sync will not link to the person without a review.</summary>
    private static List<Guid> ContactsOf(NumberRow row, string person, Dictionary<string, LedgerEntry<WorkerRow>> workers)
    {
        var others = row.Workers.Where(w => w != person && workers.GetValueOrDefault(w).Row is not { Gone: true }).ToList();
        return others.Count == 0 ? [] : [.. others.Select(w => workers.GetValueOrDefault(w).Row?.Contact).OfType<Guid>().Concat(row.Contacts).Distinct()];
    }
}
