using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>Reads the persons of a batch, with what both sides and mHero's own rows say about each.</summary>
internal sealed class OptOutLoader(OptOutTable table, ContactLedger ledger, PractitionerCache linkedPractitioners, IOptions<OptOutOptions> options)
{
    /// <summary>Finds the person of each item, and the person's row.</summary>
    /// <param name="works">The items; one without a person, or whose person may become known, is finished.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A case for each person.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<List<OptOutCase>> LoadAsync(List<Work<OptOutItem>> works, CancellationToken cancellationToken)
    {
        List<Guid> strangers = [.. works.Where(w => w.Item.Person is null).Select(w => w.Item.Contact).OfType<Guid>().Distinct()];
        var people = (await ledger.FindContactsAsync(strangers, cancellationToken))
            .Where(r => r.Value.Row.Worker is not null).ToDictionary(r => r.Key, r => r.Value.Row.Worker!);
        foreach (var (contact, linkedPractitioner) in await linkedPractitioners.FindWorkersAsync(strangers.Where(s => !people.ContainsKey(s)), cancellationToken))
        {
            people[contact] = linkedPractitioner.Reference;
        }

        foreach (var work in works.Where(w => w.Item.Person is null))
        {
            if (work.Item.Contact is null)
            {
                work.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "The item names no known person or contact.");
            }
            else if (!people.ContainsKey(work.Item.Contact.Value) && work.Item.Waits < options.Value.ContactWaits)
            {
                // The run sync has had the contact synced; its worker may be in the making.
                work.Finish(ItemState.Postponed, SyncCodes.ContactUnknown, "The registry does not know the contact yet.");
            }
        }

        var cases = works.Where(w => w.IsOpen)
            .GroupBy(w => w.Item.Person ?? people.GetValueOrDefault(w.Item.Contact!.Value) ?? OptOutTable.KeyOf(w.Item.Contact!.Value))
            .Select(g => new OptOutCase(g.Key, [.. g])).ToList();
        await LoadContactsAsync(cases, cancellationToken);
        await LoadRowsAsync(cases, cancellationToken);
        return cases;
    }

    private async Task LoadContactsAsync(List<OptOutCase> cases, CancellationToken cancellationToken)
    {
        var workers = await ledger.FindWorkersAsync(cases.Select(c => c.Person).OfType<string>(), cancellationToken);
        foreach (var one in cases)
        {
            one.Contact = (one.Person is null ? null : workers.GetValueOrDefault(one.Person).Row?.Contact)
                ?? one.Works.Select(w => w.Item.Contact).LastOrDefault(c => c is not null);
        }

        var contacts = await ledger.FindContactsAsync(cases.Select(c => c.Contact).OfType<Guid>(), cancellationToken);
        foreach (var one in cases.Where(c => c.Contact is not null))
        {
            one.Standing = contacts.TryGetValue(one.Contact!.Value, out var row) ? ContactState.Of(row.Row.Contact, options.Value.GroupName) : null;
        }
    }

    private async Task LoadRowsAsync(List<OptOutCase> cases, CancellationToken cancellationToken)
    {
        var contactKeys = cases.Where(c => c is { Person: not null, Contact: not null }).ToDictionary(c => c.Key, c => OptOutTable.KeyOf(c.Contact!.Value));
        var rows = await table.FindAsync([.. cases.Select(c => c.Key).Concat(contactKeys.Values).Distinct()], cancellationToken);
        foreach (var one in cases)
        {
            if (rows.TryGetValue(one.Key, out var row))
            {
                one.Row = row;
            }

            if (contactKeys.TryGetValue(one.Key, out var former) && rows.TryGetValue(former, out var earlier))
            {
                // The contact's worker has become known: the contact's answers count, unless later ones exist.
                one.Inherits = former;
                one.Row = one.Row.Row.SaidAt >= earlier.Row.SaidAt ? one.Row
                    : new(earlier.Row with { HasFlag = one.Row.Row.HasFlag, HasTag = one.Row.Row.HasTag, ClaimedAt = one.Row.Row.ClaimedAt }, one.Row.Version);
            }
        }
    }
}
