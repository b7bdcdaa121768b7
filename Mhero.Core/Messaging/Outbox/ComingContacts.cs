using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Sync.Contacts.Ledger;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>Finds the contacts of recipients that the contact sync was asked to create.</summary>
internal sealed class ComingContacts(FhirGateway fhir, ContactLedger ledger)
{
    /// <summary>Gives the planned recipients without a contact their person and contact, as far as those exist by now.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The chunk with what was found.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<ChunkRow> FindAsync(ChunkRow chunk, CancellationToken cancellationToken)
    {
        var coming = new Dictionary<IdentifiedPerson, string>();
        foreach (var type in chunk.Planned.Select(p => p is { Contact: null, Person: null } ? p.Coming : null).OfType<IdentifiedPerson>().GroupBy(c => c.Type))
        {
            foreach (var part in type.Chunk(50))
            {
                await foreach (var page in fhir.SearchPagesAsync(new FhirSearch(type.Key).With("identifier", WorkerIdentifiers.AnyOf(part.Select(c => ((string?)c.System, c.Value)))), cancellationToken))
                {
                    foreach (var person in page.Matches.OfType<Hl7.Fhir.Model.DomainResource>())
                    {
                        foreach (var identifier in WorkerIdentifiers.Of(person))
                        {
                            coming[new(type.Key, identifier.System ?? "", identifier.Value ?? "")] = $"{person.TypeName}/{person.Id}";
                        }
                    }
                }
            }
        }

        chunk = chunk.With(p => p.Person is null && p.Coming is not null && coming.TryGetValue(p.Coming, out var person) ? p with { Person = person } : p);
        var rows = await ledger.FindWorkersAsync(chunk.Planned.Where(p => p.Contact is null).Select(p => p.Person).OfType<string>(), cancellationToken);
        chunk = chunk.With(p => p is { State: SendState.Planned, Contact: null, Person: not null } && rows.GetValueOrDefault(p.Person).Row?.Contact is { } contact ? p with { Contact = contact } : p);
        return chunk;
    }
}
