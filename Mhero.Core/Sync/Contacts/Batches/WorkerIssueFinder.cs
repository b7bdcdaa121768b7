using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Profiles.Elements;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Finds data of a worker that cannot be carried over, so that it can be reported. Pure.</summary>
internal static class WorkerIssueFinder
{
    private const string Telecom = ".telecom[";

    /// <summary>
    /// Values that R4 does not allow, a facility that cannot be read, numbers that cannot be read, a worker without any usable number, and
    /// a worker without a name.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="profile">The worker's profile and what could not be read into it.</param>
    public static List<WorkerIssue> OfRegistry(HealthWorker worker, MappingResult<WorkerProfile> profile)
    {
        var reference = worker.Reference!;
        var issues = profile.Issues
            .Where(i => i.Code is MappingCodes.InvalidNumber or MappingCodes.InvalidWhatsApp or MappingCodes.FaultyValue or MappingCodes.PlaceNotLoaded)
            .Select(i => new WorkerIssue(reference, i.Code, i.Path, ValueOf(worker, i), i.Message))
            .ToList();
        if (profile.Value is { Active: true, Numbers.Count: 0, WhatsApp.Count: 0 })
        {
            issues.Add(new(reference, SyncCodes.NoNumber, $"{worker.Person.TypeName}.telecom", null, "The worker has no number that a contact could be made with: add one in the registry."));
        }

        if (profile.Value is { Active: true, Name: null })
        {
            issues.Add(new(reference, SyncCodes.NoName, $"{worker.Person.TypeName}.name", null, "The worker has no name that is in use: add one in the registry; a nickname alone is none."));
        }

        return issues;
    }

    /// <summary>Values of the contact that the registry could not take over, so that the sides stay different.</summary>
    /// <param name="reference">The worker's reference.</param>
    /// <param name="contact">The profile that the contact should have.</param>
    /// <param name="registry">The registry's profile as it is after the planned update.</param>
    /// <param name="undecided">Attributes that were left undecided, which may differ.</param>
    public static IEnumerable<WorkerIssue> OfContact(string reference, WorkerProfile contact, WorkerProfile registry, IEnumerable<string> undecided)
    {
        var left = undecided.ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in contact.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var attribute = ProfileAttributes.Field(key);
            if (!left.Contains(attribute) && !ProfileComparer.SaySame(attribute, registry.Fields.GetValueOrDefault(key), value))
            {
                yield return new(
                    reference, SyncCodes.ValueNotCarried, "contact.fields." + key, value, "The registry does not have this value: correct it in RapidPro, or add what it names to the registry.");
            }
        }
    }

    private static string? ValueOf(HealthWorker worker, MappingIssue issue) => issue.Code switch
    {
        MappingCodes.FaultyValue => worker.Roles.Prepend<Resource>(worker.Person).SelectMany(FaultyValues.Of).FirstOrDefault(fault => fault.Path == issue.Path)?.Raw,
        MappingCodes.PlaceNotLoaded => worker.Roles.SelectMany(PlaceIndex.ReferencesOf).FirstOrDefault(place => place is not null),
        _ => TelecomOf(worker, issue.Path),
    };

    private static string? TelecomOf(HealthWorker worker, string path)
    {
        var at = path.IndexOf(Telecom, StringComparison.Ordinal);
        var telecom = PersonElements.Telecom(worker.Person);
        return at >= 0 && int.TryParse(path.AsSpan(at + Telecom.Length).TrimEnd(']'), CultureInfo.InvariantCulture, out var index) && index < telecom.Count
            ? telecom[index].Value
            : null;
    }
}
