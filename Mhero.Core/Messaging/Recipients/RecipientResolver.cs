using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>
/// Finds the people to whom a message goes: one entry a person, whatever roles and groups lead there, and a reason for
/// everyone who is left out. Registry and ledger are read by hundreds.
/// </summary>
internal sealed class RecipientResolver
{
    private const int PeoplePerRound = 1_000;

    private readonly FhirGateway _fhir;
    private readonly ReferenceExpander _expander;
    private readonly IdentifiedPeople _identified;
    private readonly ContactStates _contacts;
    private readonly OptOutCache _optOuts;
    private readonly RecipientZones _zones;
    private readonly MessagingOptions _options;

    public RecipientResolver(
        FhirGateway fhir, ReferenceExpander expander, IdentifiedPeople identified, ContactStates contacts, OptOutCache optOuts, RecipientZones zones, IOptions<MessagingOptions> options) =>
        (_fhir, _expander, _identified, _contacts, _optOuts, _zones, _options) = (fhir, expander, identified, contacts, optOuts, zones, options.Value);

    /// <summary>Finds them.</summary>
    /// <param name="targets">The targets that the request names.</param>
    /// <param name="isUrgent">Whether those who opted out are among them too.</param>
    /// <param name="cancellationToken">Cancels the look-ups.</param>
    /// <returns>The recipients, and those who are left out.</returns>
    /// <exception cref="MessageRefusedException">A target is not allowed, or the registry does not have what it names.</exception>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">RapidPro could not be asked for a contact that the ledger does not know.</exception>
    public async Task<ResolvedRecipients> ResolveAsync(IReadOnlyList<RecipientTarget> targets, bool isUrgent, CancellationToken cancellationToken = default)
    {
        var draft = new ResolvedRecipientsBuilder(_options.MaxRecipients);
        if (targets.Count == 0)
        {
            draft.Faults.Add(new(MessagingCodes.NoRecipient, "CommunicationRequest.recipient", "Name at least one recipient."));
        }

        await FindAsync(targets, draft, cancellationToken);
        if (draft.IsTooLarge)
        {
            draft.Faults.Add(new(MessagingCodes.TooManyRecipients, "CommunicationRequest.recipient", $"There are more than {_options.MaxRecipients} recipients: send it in parts, or raise Mhero__Messaging__MaxRecipients."));
        }

        if (!_options.StrictRecipients && draft.People.Count > 0)
        {
            LeaveOutUnknown(draft);
        }

        if (draft.Faults.Count > 0)
        {
            throw new MessageRefusedException(draft.Faults);
        }

        foreach (var round in draft.People.Chunk(PeoplePerRound))
        {
            await JudgeAsync(round, isUrgent, cancellationToken);
        }

        return Sum(draft);
    }

    /// <summary>One person who is not in the registry any more does not keep the message from all others.</summary>
    private static void LeaveOutUnknown(ResolvedRecipientsBuilder draft)
    {
        foreach (var fault in draft.Faults.Where(f => f.Code == MessagingCodes.UnknownReference).ToList())
        {
            draft.LeaveOut(new("", fault.Code, fault.Message, fault.Path));
            draft.Faults.Remove(fault);
        }
    }

    private async Task FindAsync(IReadOnlyList<RecipientTarget> targets, ResolvedRecipientsBuilder draft, CancellationToken cancellationToken)
    {
        var leads = new List<RecipientReference>();
        var identified = new List<RecipientTarget>();
        var contained = new List<RecipientTarget>();
        foreach (var target in targets)
        {
            var text = target.Reference.Reference;
            if (target.Contained is Hl7.Fhir.Model.Practitioner or Hl7.Fhir.Model.Patient or Hl7.Fhir.Model.Person)
            {
                contained.Add(target);
            }
            else if (target.Contained is Hl7.Fhir.Model.Group or Hl7.Fhir.Model.PractitionerRole or Hl7.Fhir.Model.CareTeam)
            {
                leads.AddRange(_expander.Take(target.Contained, new RecipientReference(target.Contained.TypeName, target.Contained.Id ?? "", target.Path, false), draft));
            }
            else if (target.Contained is not null)
            {
                draft.Faults.Add(new(MessagingCodes.RecipientUnsupported, target.Path, $"A {target.Contained.TypeName} cannot be messaged."));
            }
            else if (text is not null && text.Contains('?', StringComparison.Ordinal))
            {
                if (RecipientSearch.Read(text, target.Path, draft.Faults) is { } search)
                {
                    leads.AddRange(await SearchAsync(search, target.Path, draft, cancellationToken));
                }
            }
            else if (text is not null)
            {
                if (_expander.LeadOf(text, target.Path, true) is { } lead)
                {
                    leads.Add(lead);
                }
                else
                {
                    var type = ResourceRules.TypeOf(target.Reference);
                    draft.Faults.Add(type is null || RecipientSearch.Types.Contains(type)
                        ? new(MessagingCodes.UnknownReference, target.Path, "The reference leads nowhere: name a resource of the registry as Type/id.")
                        : new(MessagingCodes.RecipientUnsupported, target.Path, $"A {type} cannot be messaged."));
                }
            }
            else if (target.Reference.Identifier?.Value is not null)
            {
                identified.Add(target);
            }
            else
            {
                draft.Faults.Add(new(MessagingCodes.NoRecipient, target.Path, "The recipient is empty: give a reference or an identifier."));
            }
        }

        await _expander.ExpandAsync(leads, draft, cancellationToken);
        await _identified.FindAsync(identified, draft, cancellationToken);
        await _identified.FindContainedAsync(contained, draft, cancellationToken);
    }

    private async Task<List<RecipientReference>> SearchAsync(FhirSearch search, string path, ResolvedRecipientsBuilder draft, CancellationToken cancellationToken)
    {
        var next = new List<RecipientReference>();
        var found = false;
        try
        {
            await foreach (var page in _fhir.SearchPagesAsync(search, cancellationToken))
            {
                if (page.Issues.Count > 0)
                {
                    draft.Faults.Add(new(MessagingCodes.BadSearch, path, "The registry does not understand all of the search; it could reach people beyond the intended ones."));
                    return [];
                }

                foreach (var resource in page.Matches.Where(r => r.TypeName == search.Type && r.Id is not null))
                {
                    found = true;
                    var lead = new RecipientReference(resource.TypeName, resource.Id!, path, false);
                    if (search.Type is "Location" or "Organization")
                    {
                        next.Add(lead);
                    }
                    else if (draft.IsNew(lead))
                    {
                        next.AddRange(_expander.Take(resource, lead, draft));
                    }
                }

                if (draft.IsTooLarge)
                {
                    break;
                }
            }
        }
        catch (FhirException e) when (e.Kind is FhirErrorKind.Permanent or FhirErrorKind.NotFound)
        {
            draft.Faults.Add(new(MessagingCodes.BadSearch, path, "The registry refuses the search."));
        }

        if (!found && draft.Faults.Count == 0)
        {
            draft.LeaveOut(new(search.Type, MessagingCodes.NoMembers, "The search finds no person.", path));
        }

        return next;
    }

    private async Task JudgeAsync(IReadOnlyList<PossibleRecipient> people, bool isUrgent, CancellationToken cancellationToken)
    {
        foreach (var person in people.Where(p => p.IsInactive))
        {
            person.LeaveOut(MessagingCodes.Inactive, "The registry counts the person as inactive.");
        }

        if (!isUrgent)
        {
            var out2 = await _optOuts.FindAsync([.. people.Where(p => p.Code is null && !p.OptedOut).Select(p => p.Person).OfType<string>()], cancellationToken);
            foreach (var person in people.Where(p => p.OptedOut || (p.Person is not null && out2.Contains(p.Person))))
            {
                person.LeaveOut(MessagingCodes.OptedOut, "The person does not want messages.");
            }
        }

        await _contacts.FillAsync(people, cancellationToken);
    }

    /// <summary>One person, one message: two resources with one contact are one person, and so are two ways to one resource.</summary>
    private ResolvedRecipients Sum(ResolvedRecipientsBuilder draft)
    {
        var people = new Dictionary<string, Recipient>(StringComparer.Ordinal);
        var orders = new List<Sync.Contacts.Messages.ContactItem>();
        var left = draft.Left.DistinctBy(l => (l.Reference, l.Code)).ToList();
        foreach (var person in draft.People)
        {
            if (person.Code is { } code)
            {
                left.Add(new(person.Label, code, person.Reason!, person.Path));
                continue;
            }

            var key = person.Contact?.ToString() ?? person.Person ?? $"{person.Coming!.Type}|{person.Coming.System}|{person.Coming.Value}";
            if (people.TryGetValue(key, out var known))
            {
                people[key] = known with { Places = [.. known.Places.Union(draft.PlacesOf(person))] };
                continue;
            }

            people.Add(key, new Recipient(person.Person, person.Contact)
            {
                Language = person.Language,
                Scheme = person.Scheme,
                TimeZone = _zones.Of(person.Number),
                Places = draft.PlacesOf(person),
                Coming = person.Contact is null ? person.Coming : null,
            });
            if (person.Contact is null && person.Order is { } order)
            {
                orders.Add(order);
            }
        }

        return new ResolvedRecipients([.. people.Values], left) { ToSync = orders };
    }
}
