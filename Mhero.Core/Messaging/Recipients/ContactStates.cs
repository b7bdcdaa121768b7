using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>Finds people's contacts and whether they can be written to: in the ledger, and only for the few that it does not know in RapidPro.</summary>
internal sealed class ContactStates(ContactLedger ledger, RapidProClient rapidPro, SharedTelephones shared)
{
    /// <summary>More unknown contacts than this are taken on trust: asking for each would use up the quota, and RapidPro names a contact that it does not have.</summary>
    private const int MaxQuestions = 25;

    /// <summary>Gives people their contacts, and leaves out those who cannot be written to.</summary>
    /// <param name="people">The people, at most a thousand or so.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="RapidProException">A contact that the ledger does not know could not be asked for.</exception>
    public async Task FillAsync(IReadOnlyList<PossibleRecipient> people, CancellationToken cancellationToken)
    {
        var open = people.Where(p => p.Code is null).ToList();
        var strangers = open.Where(p => p.Contact is null && p.Person is not null).ToList();
        var workers = await ledger.FindWorkersAsync(strangers.SelectMany(s => s.Links.Prepend(s.Person!)), cancellationToken);
        foreach (var stranger in strangers)
        {
            stranger.Contact = stranger.Links.Prepend(stranger.Person!).Select(r => workers.GetValueOrDefault(r).Row?.Contact).FirstOrDefault(c => c is not null);
        }

        await shared.SettleAsync(open, cancellationToken);
        open.RemoveAll(p => p.Code is not null);
        var rows = await ledger.FindContactsAsync(open.Select(p => p.Contact).OfType<Guid>(), cancellationToken);
        var questions = 0;
        foreach (var person in open)
        {
            if (person.Contact is { } uuid)
            {
                var contact = rows.GetValueOrDefault(uuid).Row?.Contact;
                if (contact is null && questions < MaxQuestions)
                {
                    questions++;
                    contact = await rapidPro.FindContactAsync(uuid, cancellationToken);
                    person.Contact = contact is null ? null : uuid;
                }

                if (contact is not null)
                {
                    Judge(person, contact);
                }
            }

            if (person.Contact is null)
            {
                Order(person);
            }
        }
    }

    /// <summary>Whether contacts that were fine before still are.</summary>
    /// <param name="contacts">The contacts.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>Those that the ledger now knows as stopped, blocked or archived.</returns>
    public async Task<HashSet<Guid>> FindStoppedAsync(IEnumerable<Guid> contacts, CancellationToken cancellationToken) =>
        [.. (await ledger.FindContactsAsync(contacts, cancellationToken)).Where(r => !ContactSnapshot.IsActive(r.Value.Row.Contact)).Select(r => r.Key)];

    private static void Judge(PossibleRecipient person, Contact contact)
    {
        person.Language = contact.Language ?? person.Language;
        person.Scheme = Urn.TryParse(contact.Urns.Count > 0 ? contact.Urns[0] : null, out var urn) ? urn.Scheme : null;
        if (!ContactSnapshot.IsActive(contact))
        {
            person.LeaveOut(MessagingCodes.ContactStopped, "The contact is stopped, blocked or archived in RapidPro.");
        }
        else if (contact.Urns.Count == 0)
        {
            person.LeaveOut(MessagingCodes.NoNumber, "The contact in RapidPro has no number.");
        }
    }

    private static void Order(PossibleRecipient person)
    {
        if (person.Number is null)
        {
            person.LeaveOut(MessagingCodes.NoNumber, "The person has neither a contact in RapidPro nor a telephone number.");
        }
        else
        {
            person.Order ??= person.Person is null ? null : new ContactItem { Worker = person.Person };
        }
    }
}
