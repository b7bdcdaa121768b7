using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Ledger;

namespace Mhero.Core.Operating.Persons;

/// <summary>Finds people in the ledger, by reference, id, contact or telephone number.</summary>
internal sealed class PersonFinder(ContactLedger ledger, ContactMappingOptions mapping)
{
    private readonly PhoneNumbers _numbers = new(mapping.DefaultRegion);

    /// <summary>The workers who have a telephone number.</summary>
    /// <param name="phone">The number, in any spelling.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>References.</returns>
    /// <exception cref="OperatorException">The text is not a telephone number.</exception>
    public async Task<HashSet<string>> OwnersAsync(string phone, CancellationToken cancellationToken)
    {
        var number = _numbers.Parse(phone) ?? throw new OperatorException(HttpCodes.BadFilter, "phone has to be one telephone number, such as +250788123456.");
        return [.. (await OwnersOfAsync(number, cancellationToken)).Select(owner => owner.Worker).OfType<string>()];
    }

    /// <summary>Finds a person.</summary>
    /// <param name="text">A worker's reference or id, a contact's UUID, or a telephone number.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The person as the ledger knows them, which need not be on either side any more; null for a text that is none of these, or a number without an owner.</returns>
    /// <exception cref="OperatorException">Several persons have the number.</exception>
    public async Task<FoundPerson?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(text, out var contact))
        {
            // Servers give UUIDs as ids, too. One that the ledger does not have is asked for on both sides.
            var (known, other) = (await OfContactAsync(contact, cancellationToken), await OfWorkerAsync($"{WorkerTypes.Practitioner}/{text}", cancellationToken));
            return known.Worker is not null ? known : other.Contact is not null ? other : new FoundPerson(other.Worker, contact);
        }

        if (WorkerTypes.Split(text) is { } worker)
        {
            return FhirGateway.IsId(worker.Id) ? await OfWorkerAsync(text, cancellationToken) : null;
        }

        var owners = _numbers.Parse(text) is { } number ? await OwnersOfAsync(number, cancellationToken) : [];
        return owners.Count switch
        {
            0 => FhirGateway.IsId(text) ? await OfWorkerAsync($"{WorkerTypes.Practitioner}/{text}", cancellationToken) : null,
            1 => owners[0],
            _ => throw new OperatorException(
                HttpCodes.SeveralPersons, $"Several persons have this telephone number: ask for one of {string.Join(", ", owners.Select(owner => owner.Worker ?? owner.Contact.ToString()))}."),
        };
    }

    private async Task<FoundPerson> OfContactAsync(Guid contact, CancellationToken cancellationToken) =>
        new((await ledger.FindContactsAsync([contact], cancellationToken)).GetValueOrDefault(contact).Row?.Worker, contact);

    private async Task<FoundPerson> OfWorkerAsync(string worker, CancellationToken cancellationToken) =>
        new(worker, (await ledger.FindWorkersAsync([worker], cancellationToken)).GetValueOrDefault(worker).Row?.Contact);

    private async Task<List<FoundPerson>> OwnersOfAsync(PhoneNumber number, CancellationToken cancellationToken)
    {
        var key = ContactLedger.NumberKey(number.Value);
        var row = (await ledger.FindOwnersAsync([key], cancellationToken)).GetValueOrDefault(key).Row;
        var found = new List<FoundPerson>();
        foreach (var worker in row?.Workers ?? [])
        {
            found.Add(await OfWorkerAsync(worker, cancellationToken));
        }

        foreach (var contact in row?.Contacts ?? [])
        {
            found.Add(await OfContactAsync(contact, cancellationToken));
        }

        // A contact that was linked after it was first seen is its worker's.
        return [.. found.DistinctBy(person => person.Worker ?? person.Contact.ToString())];
    }
}
