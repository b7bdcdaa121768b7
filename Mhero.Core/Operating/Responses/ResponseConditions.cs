using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Operating.Persons;

namespace Mhero.Core.Operating.Responses;

/// <summary>Finds what the conditions of a query stand for: a number for a person, a flow for its Questionnaires, a facility for those who work there.</summary>
internal sealed class ResponseConditions(FhirGateway fhir, PersonFinder persons, FlowNames flows, QuestionnaireCache questionnaires)
{
    /// <summary>A search names each of them.</summary>
    private const int MaxWorkers = 300;

    /// <summary>Finds them.</summary>
    /// <exception cref="OperatorException">A condition names nothing that is known, or too much.</exception>
    public async Task<FoundConditions> OfAsync(ResponseQuery query, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        IReadOnlySet<string>? sources = null;
        if (query.Worker is { } worker)
        {
            sources = new HashSet<string> { ReferenceOf(worker) };
        }

        if (query.Phone is { } phone)
        {
            var owners = await persons.OwnersAsync(phone, cancellationToken);
            if (owners.Count == 0)
            {
                notes.Add("No health worker has the telephone number.");
            }

            sources = Both(sources, owners);
        }

        if (query.Facility is { } facility)
        {
            var staff = await StaffAsync(facility, cancellationToken);
            if (staff.Count == 0)
            {
                notes.Add("No health worker has a role at the facility.");
            }

            sources = Both(sources, staff);
        }

        return new FoundConditions(sources, query.Flow is { } flow ? await FormsAsync(flow, notes, cancellationToken) : null, notes);
    }

    private static HashSet<string> Both(IReadOnlySet<string>? some, IReadOnlySet<string> others) => [.. some is null ? others : some.Intersect(others)];

    private static string ReferenceOf(string worker) =>
        WorkerTypes.Split(worker) is not null ? worker
        : FhirGateway.IsId(worker) ? $"{WorkerTypes.Practitioner}/{worker}"
        : throw new OperatorException(HttpCodes.BadFilter, "worker has to be a reference such as Practitioner/123, or an id.");

    private async Task<HashSet<string>> StaffAsync(string facility, CancellationToken cancellationToken)
    {
        var reference = facility.Contains('/', StringComparison.Ordinal) ? facility : $"Location/{facility}";
        if (ResourceLocation.Parse(reference) is not ({ } type and ("Location" or "Organization"), { } id, _) || !FhirGateway.IsId(id))
        {
            throw new OperatorException(HttpCodes.BadFilter, "facility has to be a reference such as Location/123 or Organization/123, or a Location's id.");
        }

        var staff = new HashSet<string>();
        var search = new FhirSearch("PractitionerRole").Where(type == "Location" ? "location" : "organization", $"{type}/{id}").With("_elements", "id,meta,practitioner,location,organization");
        await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
        {
            if (page.Issues.Count > 0)
            {
                throw new OperatorException(HttpCodes.NotSearchable, "The registry does not search PractitionerRoles by their facility.");
            }

            staff.UnionWith(page.Matches.OfType<PractitionerRole>().Select(role => ResourceLocation.RelativeOf(role.Practitioner?.Reference)).OfType<string>());
            if (staff.Count > MaxWorkers)
            {
                throw new OperatorException(HttpCodes.TooMany, $"More than {MaxWorkers} health workers have a role at the facility: name a worker or a telephone number instead.");
            }
        }

        return staff;
    }

    private async Task<HashSet<string>> FormsAsync(string flow, List<string> notes, CancellationToken cancellationToken)
    {
        var match = Guid.TryParse(flow, out var uuid) ? null : await flows.FindAsync(flow, cancellationToken);
        if (match is { Flow: null })
        {
            notes.Add(match.Advice ?? "The workspace has no such flow.");
            return [];
        }

        var found = await questionnaires.ListAsync(match?.Flow!.Uuid ?? uuid, match?.Flow!.Name, cancellationToken);
        if (found.Count == 0)
        {
            notes.Add("The registry has no Questionnaire of the flow.");
        }

        // Some servers find a canonical with its version only when the search has the version.
        return
        [
            .. found.Select(form => (Url: form.UrlElement?.JsonValue as string, Version: form.VersionElement?.JsonValue as string))
                .Where(form => form.Url is not null)
                .SelectMany(form => form.Version is null ? [form.Url!] : new[] { form.Url!, $"{form.Url}|{form.Version}" }),
        ];
    }
}
