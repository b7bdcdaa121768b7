using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Operating.Persons;

/// <summary>Reads a person on both sides. A side that cannot be read is noted, and the other one is shown.</summary>
internal sealed class PersonSides(FhirGateway fhir, RapidProClient rapidPro)
{
    private const int MaxMessages = 20;

    /// <summary>Reads the worker; null when there is none, or the registry cannot be read.</summary>
    public async Task<PersonSide?> FindWorkerAsync(string? worker, bool reveal, List<string> notes, CancellationToken cancellationToken)
    {
        if (WorkerTypes.Split(worker) is not { } found)
        {
            return null;
        }

        try
        {
            DomainResource? resource = found.Type switch
            {
                WorkerTypes.Person => await fhir.ReadAsync<Person>(found.Id, cancellationToken),
                WorkerTypes.Patient => await fhir.ReadAsync<Patient>(found.Id, cancellationToken),
                _ => await fhir.ReadAsync<Practitioner>(found.Id, cancellationToken),
            };
            return resource is null ? null : Of(worker!, resource, reveal);
        }
        catch (FhirException e)
        {
            notes.Add($"{e.Code}: The registry cannot be read now.");
            return null;
        }
    }

    /// <summary>Reads the contact; null when there is none, or RapidPro cannot be read.</summary>
    public async Task<Contact?> FindContactAsync(Guid? contact, List<string> notes, CancellationToken cancellationToken)
    {
        try
        {
            return contact is { } uuid ? await rapidPro.FindContactAsync(uuid, cancellationToken) : null;
        }
        catch (RapidProException e)
        {
            notes.Add($"{e.Code}: RapidPro cannot be read now.");
            return null;
        }
    }

    /// <summary>Reads the last messages of a contact.</summary>
    public async Task<IReadOnlyList<PersonMessage>> FindMessagesAsync(Guid contact, bool reveal, List<string> notes, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var page in rapidPro.GetMessagePagesAsync(new MessageQuery { Contact = contact }, cancellationToken))
            {
                return [.. page.Results.Take(MaxMessages).Select(m => new PersonMessage(m.Id, m.Direction, m.Status, m.CreatedOn, m.Flow?.Name, reveal ? m.Text : null))];
            }
        }
        catch (RapidProException e)
        {
            notes.Add($"{e.Code}: RapidPro's messages cannot be read now.");
        }

        return [];
    }

    /// <summary>The contact as it is shown.</summary>
    public static PersonSide Of(Contact contact, bool reveal) => new(
        contact.Uuid.ToString(),
        contact.Name,
        contact.Language,
        contact.Status,
        [.. contact.Urns.Select(urn => reveal ? urn : PersonalData.MaskNumber(urn))],
        contact.ModifiedOn);

    private static PersonSide Of(string reference, DomainResource resource, bool reveal)
    {
        var (names, telecom, active) = resource switch
        {
            Person person => (person.Name, person.Telecom, person.ActiveElement),
            Patient patient => (patient.Name, patient.Telecom, patient.ActiveElement),
            _ => (((Practitioner)resource).Name, ((Practitioner)resource).Telecom, ((Practitioner)resource).ActiveElement),
        };
        var languages = (resource as Practitioner)?.Communication.Select(language => language.Coding.FirstOrDefault()?.Code);
        return new PersonSide(
            reference,
            names.Select(NameOf).FirstOrDefault(name => name.Length > 0),
            languages?.OfType<string>().FirstOrDefault(),
            active?.JsonValue is false ? "inactive" : "active",
            [.. telecom.Select(point => point.ValueElement?.JsonValue as string).OfType<string>().Select(number => reveal ? number : PersonalData.MaskNumber(number))],
            resource.Meta?.LastUpdated);
    }

    private static string NameOf(HumanName name) =>
        name.TextElement?.JsonValue as string ?? string.Join(' ', name.GivenElement.Append(name.FamilyElement).Select(part => part?.JsonValue as string).Where(part => !string.IsNullOrWhiteSpace(part)));
}
