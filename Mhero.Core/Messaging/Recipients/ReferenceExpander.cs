using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles.Elements;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>Follows references from roles, Groups, teams and places to people, level by level, a hundred resources to a read.</summary>
internal sealed class ReferenceExpander(FhirGateway fhir, PossibleRecipientFactory candidates, TimeProvider time)
{
    /// <summary>Deeper than any sensible nesting of Groups; ends a search that a cycle would keep going.</summary>
    private const int MaxDepth = 8;

    /// <summary>People that are read at once, so that ten thousand are never in memory as resources.</summary>
    private const int PeoplePerRound = 500;

    private const int ReferencesPerSearch = 50;

    /// <summary>Finds the people.</summary>
    /// <param name="leads">Where to begin.</param>
    /// <param name="draft">Receives people, those who are left out, and faults.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task ExpandAsync(IEnumerable<RecipientReference> leads, ResolvedRecipientsBuilder draft, CancellationToken cancellationToken)
    {
        var level = leads.Where(draft.IsNew).ToList();
        for (var depth = 0; level.Count > 0 && depth < MaxDepth && !draft.IsTooLarge; depth++)
        {
            var next = new List<RecipientReference>();
            foreach (var type in level.GroupBy(l => l.Type))
            {
                foreach (var round in type.Chunk(PeoplePerRound))
                {
                    next.AddRange(await ReadAsync(type.Key, round, draft, cancellationToken));
                }
            }

            level = [.. next.Where(draft.IsNew)];
        }
    }

    /// <summary>Takes a resource that is at hand.</summary>
    /// <returns>Where it leads on to.</returns>
    /// <remarks>A record that cannot be read costs itself alone.</remarks>
    public IEnumerable<RecipientReference> Take(Resource resource, RecipientReference lead, ResolvedRecipientsBuilder draft)
    {
        try
        {
            return TakeReadable(resource, lead, draft);
        }
#pragma warning disable CA1031 // Whatever a record makes the mapping throw, it keeps the message from no other person.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            draft.LeaveOut(new(lead.Reference, MessagingCodes.RecordUnreadable, $"The record cannot be read at {RecordFault.PathOf(fault, resource)}: correct it in the registry.", lead.Path));
            return [];
        }
    }

    private IEnumerable<RecipientReference> TakeReadable(Resource resource, RecipientReference lead, ResolvedRecipientsBuilder draft)
    {
        switch (resource)
        {
            case Practitioner or Patient or Person:
                draft.Add(candidates.Make((DomainResource)resource, lead));
                return [];
            case PractitionerRole role:
                return RoleLeads(role, lead, draft);
            case Group group:
                return Members(group.Member.Where(m => m.InactiveElement?.JsonValue is not true).Select(m => m.Entity), lead, draft);
            case CareTeam team:
                return Members(team.Participant.Select(p => p.Member), lead, draft);
            default:
                return [];
        }
    }

    /// <summary>The lead that a reference gives; null for one that leads nowhere here.</summary>
    public RecipientReference? LeadOf(string? reference, string path, bool isNamed) =>
        reference is not null && ResourceLocation.Parse(Local(reference)) is { Type: { } type, Id: { } id } && RecipientSearch.Types.Contains(type)
            ? new RecipientReference(type, id, path, isNamed)
            : null;

    private string? Local(string reference) =>
        !reference.Contains("://", StringComparison.Ordinal) ? reference
        : reference.StartsWith(fhir.Base, StringComparison.OrdinalIgnoreCase) ? reference[fhir.Base.Length..]
        : null;

    private async Task<List<RecipientReference>> ReadAsync(string type, RecipientReference[] leads, ResolvedRecipientsBuilder draft, CancellationToken cancellationToken)
    {
        var ids = leads.Where(l => FhirGateway.IsId(l.Id)).Select(l => l.Id).ToList();
        IReadOnlyList<Resource> found = type switch
        {
            "Practitioner" => await fhir.ReadManyAsync<Practitioner>(ids, cancellationToken),
            "PractitionerRole" => await fhir.ReadManyAsync<PractitionerRole>(ids, cancellationToken),
            "Patient" => await fhir.ReadManyAsync<Patient>(ids, cancellationToken),
            "Person" => await fhir.ReadManyAsync<Person>(ids, cancellationToken),
            "Group" => await fhir.ReadManyAsync<Group>(ids, cancellationToken),
            "CareTeam" => await fhir.ReadManyAsync<CareTeam>(ids, cancellationToken),
            "Location" => await fhir.ReadManyAsync<Location>(ids, cancellationToken),
            _ => await fhir.ReadManyAsync<Organization>(ids, cancellationToken),
        };
        var byId = found.ToDictionary(r => r.Id!);
        var next = new List<RecipientReference>();
        foreach (var lead in leads)
        {
            if (!byId.TryGetValue(lead.Id, out var resource))
            {
                draft.Missing(lead);
            }
            else
            {
                next.AddRange(Take(resource, lead, draft));
            }
        }

        if (type is "Location" or "Organization")
        {
            next.AddRange(await StaffAsync(type, [.. leads.Where(l => byId.ContainsKey(l.Id))], draft, cancellationToken));
        }

        return next;
    }

    /// <summary>Everyone who works at places or for organizations: the practitioners of their roles.</summary>
    private async Task<List<RecipientReference>> StaffAsync(string type, IReadOnlyList<RecipientReference> places, ResolvedRecipientsBuilder draft, CancellationToken cancellationToken)
    {
        var next = new List<RecipientReference>();
        foreach (var chunk in places.Chunk(ReferencesPerSearch))
        {
            var byReference = chunk.ToDictionary(l => l.Reference);
            var staffed = new HashSet<string>(StringComparer.Ordinal);
            var search = new FhirSearch("PractitionerRole").WhereAny(type == "Location" ? "location" : "organization", byReference.Keys.ToList());
            await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
            {
                foreach (var role in page.Matches.OfType<PractitionerRole>())
                {
                    var named = type == "Location" ? role.Location.Select(l => l.Reference) : [role.Organization?.Reference];
                    foreach (var place in named.Select(ResourceLocation.RelativeOf).OfType<string>().Where(byReference.ContainsKey))
                    {
                        staffed.Add(place);
                        next.AddRange(Take(role, byReference[place] with { Type = "PractitionerRole", Id = role.Id ?? "", IsNamed = false }, draft));
                    }
                }
            }

            foreach (var empty in chunk.Where(l => !staffed.Contains(l.Reference)))
            {
                draft.LeaveOut(new(empty.Reference, MessagingCodes.NoMembers, "No worker has a role there.", empty.Path));
            }
        }

        return next;
    }

    private IEnumerable<RecipientReference> RoleLeads(PractitionerRole role, RecipientReference lead, ResolvedRecipientsBuilder draft)
    {
        if (role.ActiveElement?.JsonValue is false || !Periods.Covers(role.Period, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)))
        {
            draft.LeaveOut(new(lead.Reference, MessagingCodes.Inactive, "The role is not held today.", lead.Path));
            return [];
        }

        if (LeadOf(role.Practitioner?.Reference, lead.Path, false) is not { } person)
        {
            draft.LeaveOut(new(lead.Reference, MessagingCodes.PersonUnknown, "The role names no Practitioner.", lead.Path));
            return [];
        }

        return [person with { Places = [.. role.Location.Select(l => ResourceLocation.RelativeOf(l.Reference)).OfType<string>()] }];
    }

    private List<RecipientReference> Members(IEnumerable<ResourceReference?> members, RecipientReference lead, ResolvedRecipientsBuilder draft)
    {
        var found = members.Select(m => LeadOf(m?.Reference, lead.Path, false)).OfType<RecipientReference>().ToList();
        if (found.Count == 0)
        {
            draft.LeaveOut(new(lead.Reference, MessagingCodes.NoMembers, "It has no members who could be messaged.", lead.Path));
        }

        return found;
    }
}
