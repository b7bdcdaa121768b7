using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>Finds people whom a request names by an identifier alone, or contains (<c>contained</c>).</summary>
internal sealed class IdentifiedPeople(FhirGateway fhir, ContactLedger ledger, PossibleRecipientFactory candidates, ReferenceExpander expander)
{
    private const int IdentifiersPerSearch = 50;

    /// <summary>Finds those that references name by identifier.</summary>
    public async Task FindAsync(IReadOnlyList<RecipientTarget> targets, ResolvedRecipientsBuilder draft, CancellationToken cancellationToken)
    {
        foreach (var type in targets.GroupBy(t => TypeOf(t.Reference)))
        {
            var found = await SearchAsync(type.Key, type.Select(t => (t.Reference.Identifier!.System, t.Reference.Identifier.Value!)), cancellationToken);
            var leads = new List<RecipientReference>();
            foreach (var target in type)
            {
                var identifier = target.Reference.Identifier!;
                var matches = found.GetValueOrDefault((identifier.System, identifier.Value!)) ?? [];
                if (matches.Count == 1)
                {
                    leads.Add(new RecipientReference(type.Key, matches[0].Id!, target.Path, true));
                }
                else if (matches.Count == 0 && identifier.System == MheroSystems.ContactUuid && Guid.TryParse(identifier.Value, out var contact))
                {
                    draft.Add(new PossibleRecipient { Path = target.Path, Contact = contact });
                }
                else
                {
                    draft.Faults.Add(new(MessagingCodes.UnknownReference, target.Path, $"The registry has {(matches.Count == 0 ? "no" : "several")} {type.Key} with this identifier."));
                }
            }

            await expander.ExpandAsync(leads, draft, cancellationToken);
        }
    }

    /// <summary>Finds those that the request carries along: by identifier, by number, or as new people.</summary>
    public async Task FindContainedAsync(IReadOnlyList<RecipientTarget> targets, ResolvedRecipientsBuilder draft, CancellationToken cancellationToken)
    {
        foreach (var type in targets.GroupBy(t => t.Contained!.TypeName))
        {
            var found = await SearchAsync(
                type.Key, type.SelectMany(t => WorkerIdentifiers.Of(t.Contained!)).Where(i => i is { System: not null, Value: not null }).Select(i => ((string?)i.System, i.Value!)), cancellationToken);
            var unknown = new List<(RecipientTarget Target, PossibleRecipient Person)>();
            foreach (var target in type)
            {
                var match = WorkerIdentifiers.Of(target.Contained!).Select(i => i.Value is null ? null : found.GetValueOrDefault((i.System, i.Value))).FirstOrDefault(m => m is { Count: 1 });
                var lead = new RecipientReference(type.Key, match?[0].Id ?? target.Contained!.Id ?? "", target.Path, false);
                if (match is not null)
                {
                    expander.Take(match[0], lead, draft);
                }
                else
                {
                    unknown.Add((target, candidates.Make(target.Contained!, lead)));
                }
            }

            await FindByNumberAsync(unknown, draft, cancellationToken);
        }
    }

    private async Task FindByNumberAsync(List<(RecipientTarget Target, PossibleRecipient Person)> people, ResolvedRecipientsBuilder draft, CancellationToken cancellationToken)
    {
        var owners = await ledger.FindOwnersAsync(people.Select(p => p.Person.Number).OfType<string>().Select(ContactLedger.NumberKey), cancellationToken);
        var leads = new List<RecipientReference>();
        foreach (var (target, person) in people)
        {
            var owner = person.Number is null ? null : owners.GetValueOrDefault(ContactLedger.NumberKey(person.Number)).Row;
            if (owner is { Workers.Count: 1 } && expander.LeadOf(owner.Workers[0], target.Path, false) is { } lead)
            {
                leads.Add(lead);
            }
            else
            {
                draft.Add(Stranger(target, person, owner is { Workers.Count: 0, Contacts.Count: 1 } ? owner.Contacts[0] : person.Contact));
            }
        }

        await expander.ExpandAsync(leads, draft, cancellationToken);
    }

    /// <summary>A person whom neither side knows: to be created in the registry first, which requires an identifier.</summary>
    private static PossibleRecipient Stranger(RecipientTarget target, PossibleRecipient person, Guid? contact)
    {
        var resource = target.Contained!;
        var identifier = WorkerIdentifiers.Of(resource).FirstOrDefault(i => i is { System: not null, Value: not null });
        var stranger = new PossibleRecipient
        {
            Path = target.Path,
            Contact = contact,
            IsInactive = person.IsInactive,
            OptedOut = person.OptedOut,
            Number = person.Number,
            Language = person.Language,
            Coming = identifier is null ? null : new(resource.TypeName, identifier.System!, identifier.Value!),
            Order = identifier is null || contact is not null ? null : new ContactItem { Resource = System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(resource)) },
        };
        if (contact is null && identifier is null)
        {
            stranger.LeaveOut(
                person.Number is null ? MessagingCodes.NoNumber : MessagingCodes.PersonUnknown,
                person.Number is null ? "The person has neither a contact in RapidPro nor a telephone number." : "The registry does not know the person, and without an identifier the person cannot be brought there.");
        }

        return stranger;
    }

    private async Task<Dictionary<(string? System, string Value), List<Resource>>> SearchAsync(
        string type, IEnumerable<(string? System, string Value)> identifiers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string? System, string Value), List<Resource>>();
        foreach (var chunk in identifiers.Distinct().Chunk(IdentifiersPerSearch))
        {
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch(type).With("identifier", WorkerIdentifiers.AnyOf(chunk)), cancellationToken))
            {
                foreach (var resource in page.Matches)
                {
                    foreach (var identifier in IdentifiersOf(resource).Where(i => i.Value is not null))
                    {
                        foreach (var key in new[] { (identifier.System, identifier.Value!), ((string?)null, identifier.Value!) }.Distinct())
                        {
                            var list = found.TryGetValue(key, out var there) ? there : found[key] = [];
                            if (!list.Exists(r => r.Id == resource.Id))
                            {
                                list.Add(resource);
                            }
                        }
                    }
                }
            }
        }

        return found;
    }

    private static string TypeOf(ResourceReference reference) =>
        ResourceRules.TypeOf(reference) is { } type && RecipientSearch.Types.Contains(type) ? type : "Practitioner";

    private static List<Identifier> IdentifiersOf(Resource resource) =>
        resource is IIdentifiable<List<Identifier>> many ? many.Identifier : [];
}
