using System.Net;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

public sealed partial class FhirGateway
{
    /// <summary>Checks for an entry whose bundle was answered without content whether the registry has the state that the entry asked for.</summary>
    private async Task<EntryVerdict> ReadBackAsync(FhirEntry entry, FhirReply reply, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await FindStoredAsync(entry, cancellationToken);
            if (entry.Method == Bundle.HTTPVerb.DELETE)
            {
                return stored is null
                    ? new EntryVerdict { Status = (int)reply.Status, Type = entry.Url.Split('/')[0], Id = entry.Url.Split('/')[^1], Outcome = SaveOutcome.Updated }
                    : new EntryVerdict { Error = NotSeen(entry, reply) };
            }

            var isThere = stored is not null && (entry.IfNoneExist is not null || WrittenContent.Says(FhirJson.Serialize(entry.Resource!), FhirJson.Serialize(stored)));
            return !isThere ? new EntryVerdict { Error = NotSeen(entry, reply) } : new EntryVerdict
            {
                Status = (int)reply.Status,
                Type = stored!.TypeName,
                Id = stored.Id,
                VersionId = stored.Meta?.VersionId,
                LastModified = TimeOf(stored.Meta?.LastUpdatedElement),

                // Servers that count versions begin at 1; with other servers it is unknown whether the resource existed before.
                Outcome = stored.Meta?.VersionId == "1" ? SaveOutcome.Created : SaveOutcome.Updated,
            };
        }
        catch (FhirException e)
        {
            e.MayHaveBeenDone = true;
            return new EntryVerdict { Error = e };
        }
    }

    private async Task<Resource?> FindStoredAsync(FhirEntry entry, CancellationToken cancellationToken)
    {
        var condition = entry.IfNoneExist is { } ifNone ? $"{entry.Url}?{ifNone}" : entry.IsConditional ? entry.Url : null;
        if (condition is null && entry.Method == Bundle.HTTPVerb.POST)
        {
            return null;
        }

        var type = entry.Url.Split('/', '?')[0];
        var request = new FhirRequest(HttpMethod.Get, new Uri(_root, condition ?? entry.Url), $"GET {type} (after an answer without content)") { NoCache = true };
        try
        {
            var reply = await _transport.SendAsync(request, cancellationToken);
            return condition is null ? Expect<Resource>(reply, request) : ToPage(reply, request, type, new PageTrail()).Matches is [var only] ? only : null;
        }
        catch (FhirException e) when (e.Kind == FhirErrorKind.NotFound)
        {
            return null;
        }
    }

    private static FhirException NotSeen(FhirEntry entry, FhirReply reply) => new(
        FhirErrorKind.Transient,
        FhirErrorCodes.Unreadable,
        $"the bundle was answered without content, and {entry.Method} {entry.Resource?.TypeName ?? entry.Url.Split('/')[0]} is not to be seen in the registry")
    {
        Status = (HttpStatusCode)(int)reply.Status,
        MayHaveBeenDone = true,
    };
}
