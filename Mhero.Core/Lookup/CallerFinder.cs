using Mhero.Core.Caching;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Ledger;

namespace Mhero.Core.Lookup;

/// <summary>Finds who asks: by the contact's link, else by its number, of which the pollers keep an index. RapidPro is not asked.</summary>
internal sealed class CallerFinder(PractitionerCache linkedPractitioners, ContactLedger ledger, IOptions<ContactMappingOptions> mapping)
{
    private readonly Lazy<PhoneNumbers> _phones = new(() => new PhoneNumbers(mapping.Value.DefaultRegion));

    /// <summary>The contact who asks.</summary>
    /// <exception cref="Fhir.FhirException">The registry cannot be read.</exception>
    public async Task<Caller> FindAsync(LookupRequest request, CancellationToken cancellationToken)
    {
        if (request.Contact is { } contact && (await linkedPractitioners.FindWorkersAsync([contact], cancellationToken)).TryGetValue(contact, out var worker))
        {
            return new Caller(worker.Reference, false);
        }

        if (request.Urn is not { } urn || NumberOf(urn) is not { } number)
        {
            return new Caller(null, false);
        }

        var key = ContactLedger.NumberKey(number);
        var owners = (await ledger.FindOwnersAsync([key], cancellationToken)).TryGetValue(key, out var row) ? row.Row.Workers : [];
        return new Caller(owners is [var one] ? one : null, owners.Count > 1);
    }

    /// <summary>Whether a UUID or URN is the caller's own, as the flow or the ledger has it.</summary>
    /// <param name="request">The question, with the caller.</param>
    /// <param name="about">The UUID or URN.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<bool> IsCallerAsync(LookupRequest request, string about, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(about, out var uuid))
        {
            return uuid == request.Contact;
        }

        // A number as people write it is read like one.
        var asked = Urn.TryParse(about, out var urn) ? urn : new Urn(Urn.Tel, about);
        if (request.Urn is { } own && IsSame(asked, own))
        {
            return true;
        }

        return request.Contact is { } contact
            && (await ledger.FindContactsAsync([contact], cancellationToken)).TryGetValue(contact, out var row)
            && row.Row.Contact.Urns.Any(text => Urn.TryParse(text, out var known) && IsSame(asked, known));
    }

    private bool IsSame(Urn asked, Urn known) =>
        asked == known || (asked.Scheme == known.Scheme && NumberOf(asked) is { } number && number == NumberOf(known));

    private string? NumberOf(Urn urn) => urn.Scheme switch
    {
        Urn.Tel => _phones.Value.Parse(urn.Path)?.Value,
        Urn.WhatsApp => WhatsAppAddress.ReadUrnPath(urn.Path.TrimStart('+')),
        _ => null,
    };
}
