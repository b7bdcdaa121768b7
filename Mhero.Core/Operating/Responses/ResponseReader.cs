using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Audit;

namespace Mhero.Core.Operating.Responses;

/// <summary>Shows one response with its Questionnaire, and what was extracted from it.</summary>
public sealed class ResponseReader
{
    private readonly FhirGateway _fhir;
    private readonly ResponseSearch _responses;
    private readonly IAuditLog _audit;

    internal ResponseReader(FhirGateway fhir, ResponseSearch responses, IAuditLog audit) => (_fhir, _responses, _audit) = (fhir, responses, audit);

    /// <summary>Reads a response.</summary>
    /// <param name="id">Its id in the registry.</param>
    /// <param name="reveal">Whether the answers are shown, too; the audit log has an entry then.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>It; null when there is none.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<ResponseDetail?> FindAsync(string id, bool reveal, Operator by, CancellationToken cancellationToken)
    {
        if (await _responses.FindAsync(id, cancellationToken) is not { } response)
        {
            return null;
        }

        if (reveal)
        {
            await _audit.WriteAsync(new AuditEntry(by, AuditActions.Reveal, $"QuestionnaireResponse/{id}"), cancellationToken);
        }

        var notes = new List<string>();
        var summary = ResponseSearch.Of(response);
        var form = await FormAsync(summary.Questionnaire, notes, cancellationToken);
        var provenance = await ProvenanceAsync(id, notes, cancellationToken);
        var (extracted, links) = await ExtractedAsync([.. provenance.SelectMany(one => one.Targets).Distinct()], cancellationToken);
        return new ResponseDetail(
            summary,
            form?.Id,
            (form?.TitleElement?.JsonValue ?? form?.NameElement?.JsonValue) as string,
            extracted,
            provenance,
            reveal ? JsonNode.Parse(FhirJson.Serialize(response)) : null,
            notes)
        {
            Links = links,
        };
    }

    private async Task<Questionnaire?> FormAsync(string? canonical, List<string> notes, CancellationToken cancellationToken)
    {
        if (canonical?.Split('|') is not [{ Length: > 0 } url, ..] parts)
        {
            notes.Add("The response names no Questionnaire.");
            return null;
        }

        var page = await _fhir.SearchAsync(new FhirSearch("Questionnaire").Where("url", url), cancellationToken);
        var found = page.Matches.OfType<Questionnaire>().Where(form => form.UrlElement?.JsonValue as string == url).ToList();
        var form = found.Find(one => parts.Length > 1 && one.VersionElement?.JsonValue as string == parts[1]) ?? found.FirstOrDefault();
        if (form is null)
        {
            notes.Add("The registry has no Questionnaire with the canonical of the response.");
        }

        return form;
    }

    private async Task<List<ResponseProvenance>> ProvenanceAsync(string id, List<string> notes, CancellationToken cancellationToken)
    {
        var reference = $"QuestionnaireResponse/{id}";
        var found = new List<ResponseProvenance>();
        try
        {
            var page = await _fhir.SearchAsync(new FhirSearch("Provenance").Where("entity", reference), cancellationToken);
            found.AddRange(page.Matches.OfType<Provenance>()
                .Where(one => one.Entity.Exists(entity => ResourceLocation.RelativeOf(entity.What?.Reference) == reference))
                .Select(one => new ResponseProvenance(
                    one.Id ?? string.Empty,
                    one.RecordedElement?.JsonValue as string,
                    one.Agent.Select(agent => ResourceLocation.RelativeOf(agent.Who?.Reference) ?? agent.Who?.Display).FirstOrDefault(),
                    [.. one.Target.Select(target => ResourceLocation.RelativeOf(target.Reference)).OfType<string>()])));
        }
        catch (FhirException e) when (e.Kind is FhirErrorKind.Permanent or FhirErrorKind.NotFound)
        {
            notes.Add("The registry does not search Provenance by its entity, so that what was extracted is not shown.");
        }

        return found;
    }

    /// <summary>Reads which of the resources the registry has, and how they refer to one another; of many resources only which ones it has.</summary>
    private async Task<(IReadOnlyList<ExtractedResource> Resources, IReadOnlyList<ExtractedLink> Links)> ExtractedAsync(IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        var there = new HashSet<string>();
        var links = new List<ExtractedLink>();
        var wanted = references.ToHashSet(StringComparer.Ordinal);
        foreach (var type in references.GroupBy(reference => reference.Split('/')[0]))
        {
            var search = new FhirSearch(type.Key).WhereAny("_id", [.. type.Select(reference => reference.Split('/')[1])]);
            await foreach (var page in _fhir.SearchPagesAsync(references.Count > ResponseDetail.MaxLinked ? search.With("_elements", "id") : search, cancellationToken))
            {
                foreach (var match in page.Matches.Where(match => wanted.Contains($"{match.TypeName}/{match.Id}")))
                {
                    var from = $"{match.TypeName}/{match.Id}";
                    there.Add(from);
                    if (references.Count <= ResponseDetail.MaxLinked)
                    {
                        links.AddRange(ReferencesIn(JsonNode.Parse(FhirJson.Serialize(match))).Where(to => to != from && wanted.Contains(to)).Distinct().Select(to => new ExtractedLink(from, to)));
                    }
                }
            }
        }

        return ([.. references.Select(reference => new ExtractedResource(reference, there.Contains(reference)))], links);
    }

    private static IEnumerable<string> ReferencesIn(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            member is { Key: "reference", Value: JsonValue value } && value.TryGetValue<string>(out var text) ? new[] { ResourceLocation.RelativeOf(text) }.OfType<string>() : ReferencesIn(member.Value)),
        JsonArray items => items.SelectMany(ReferencesIn),
        _ => [],
    };
}
