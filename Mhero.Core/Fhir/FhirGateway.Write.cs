using System.Net;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

public sealed partial class FhirGateway
{
    private const int MergeAttempts = 3;

    // Azure ignores parameters that it does not know, and a condition with one less would match another resource.
    private const string Strict = "handling=strict";

    /// <summary>Creates a resource unless one matches the condition. A repeat after a lost answer finds the first one and returns Unchanged.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="resource">The new resource.</param>
    /// <param name="condition">The condition that finds an existing one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new resource, or the one that was there.</returns>
    /// <exception cref="FhirException">The write failed; <see cref="FhirErrorKind.Ambiguous"/> when several match.</exception>
    public async Task<WriteResult<T>> CreateIfNoneAsync<T>(T resource, FhirSearch condition, CancellationToken cancellationToken = default)
        where T : Resource
    {
        var request = FhirRequest.Write(HttpMethod.Post, new Uri(_root, resource.TypeName), resource) with
        {
            IfNoneExist = FhirEntry.ConditionOf(resource, condition).ToQuery(),
            Conditional = true,
            Prefer = Strict,
        };
        var reply = await _transport.SendAsync(request, cancellationToken);
        var saved = await ResultAsync<T>(reply, condition, cancellationToken);
        return new WriteResult<T>(saved, reply.Status == HttpStatusCode.Created ? SaveOutcome.Created : SaveOutcome.Unchanged);
    }

    /// <summary>Replaces the one resource that matches, or creates it when none does.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="resource">The resource as it is to be, without an id.</param>
    /// <param name="condition">What to find it by.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FhirException">The write failed; <see cref="FhirErrorKind.Ambiguous"/> when several match.</exception>
    public async Task<WriteResult<T>> ConditionalUpdateAsync<T>(T resource, FhirSearch condition, CancellationToken cancellationToken = default)
        where T : Resource
    {
        var request = FhirRequest.Write(HttpMethod.Put, At(FhirEntry.ConditionOf(resource, condition)), resource) with
        {
            Conditional = true,
            Prefer = Strict,
        };
        var reply = await _transport.SendAsync(request, cancellationToken);
        var saved = await ResultAsync<T>(reply, condition, cancellationToken);
        return new WriteResult<T>(saved, reply.Status == HttpStatusCode.Created ? SaveOutcome.Created : SaveOutcome.Updated);
    }

    /// <summary>Reads a resource, lets the caller change it, and writes it back only if its version is unchanged; else repeats all.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="id">Its id.</param>
    /// <param name="merge">
    /// Gets the resource as it is and returns it as it is to be (the same object, changed, will do), or null when there is
    /// nothing to do. It is called again when another writer was faster.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// Unchanged when there was nothing to do, or the server saw no difference. Updated also when an answer was lost and a
    /// second look showed that the write had been done.
    /// </returns>
    /// <remarks>A server that returns no versions cannot compare them: there the last writer wins, and a PUT whose answer was lost is not repeated.</remarks>
    /// <exception cref="FhirException">
    /// <see cref="FhirErrorKind.NotFound"/>: it does not exist. <see cref="FhirErrorKind.Conflict"/>: others were faster three times. Or any other failure.
    /// </exception>
    public async Task<WriteResult<T>> UpdateAsync<T>(string id, Func<T, T?> merge, CancellationToken cancellationToken = default)
        where T : Resource
    {
        var mayBeDone = false;
        for (var attempt = 1; ; attempt++)
        {
            var current = await ReadAsync<T>(id, cancellationToken)
                ?? throw new FhirException(FhirErrorKind.NotFound, FhirErrorCodes.NotFound, $"the {NameOf<T>()} to update does not exist") { Status = HttpStatusCode.NotFound };
            var version = current.Meta?.VersionId;
            var merged = merge(current);
            if (merged is null)
            {
                return new WriteResult<T>(current, mayBeDone ? SaveOutcome.Updated : SaveOutcome.Unchanged);
            }

            merged.Id = id;
            try
            {
                return await PutAsync(id, merged, version, cancellationToken);
            }
            catch (FhirException e) when (e.Kind == FhirErrorKind.Conflict && attempt < MergeAttempts)
            {
                // Also after a lost answer: then the version that stands in the way is our own.
                mayBeDone |= e.MayHaveBeenDone;
            }
        }
    }

    /// <summary>Takes a tag off a resource, for servers on which an update only ever adds tags (HAPI's <c>$meta-delete</c>).</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="id">Its id.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FhirException">The server does not have the operation, or it failed.</exception>
    public async System.Threading.Tasks.Task RemoveTagAsync<T>(string id, Coding tag, CancellationToken cancellationToken = default)
        where T : Resource
    {
        var type = NameOf<T>();
        Parameters parameters = new() { Parameter = [new() { Name = "meta", Value = new Meta { Tag = [tag] } }] };
        FhirRequest request = new(HttpMethod.Post, new Uri($"{At(type, id).AbsoluteUri}/$meta-delete"), $"POST {type}/[id]/$meta-delete") { Body = FhirJson.Serialize(parameters), Writes = true };
        await _transport.SendAsync(request, cancellationToken);
    }

    /// <summary>Changes a resource by a JSON Patch (RFC 6902).</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="patch">The operations, as UTF-8.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FhirException">The server does not accept it, or it failed.</exception>
    internal async System.Threading.Tasks.Task JsonPatchAsync(string type, string id, ReadOnlyMemory<byte> patch, CancellationToken cancellationToken)
    {
        FhirRequest request = new(HttpMethod.Patch, At(type, id), $"PATCH {type}") { Body = patch, ContentType = "application/json-patch+json", Writes = true, Repeatable = false };
        await _transport.SendAsync(request, cancellationToken);
    }

    /// <summary>Updates or creates a resource at its own id, whatever is there, and believes the status: a server may take it and process it later.</summary>
    /// <param name="resource">The resource, with its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FhirException">The server did not take it.</exception>
    internal async System.Threading.Tasks.Task SendUpdateAsync(Resource resource, CancellationToken cancellationToken) =>
        await _transport.SendAsync(FhirRequest.Write(HttpMethod.Put, At(resource.TypeName, resource.Id!), resource), cancellationToken);

    private async Task<WriteResult<T>> PutAsync<T>(string id, T resource, string? version, CancellationToken cancellationToken)
        where T : Resource
    {
        var ifMatch = string.IsNullOrEmpty(version) ? null : $"W/\"{version}\"";
        var request = FhirRequest.Write(HttpMethod.Put, At(resource.TypeName, id), resource) with
        {
            IfMatch = ifMatch,
            Repeatable = ifMatch is not null,
        };
        var reply = await _transport.SendAsync(request, cancellationToken);
        if (reply is { Resource: null, Version: null })
        {
            // Neither the resource nor its version: only the registry knows whether it was written.
            var stored = await ReadAsync<T>(id, cancellationToken);
            return stored is not null && WrittenContent.Says(FhirJson.Serialize(resource), FhirJson.Serialize(stored))
                ? new WriteResult<T>(stored, SaveOutcome.Updated)
                : throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.Unreadable, $"PUT {resource.TypeName} was answered without content, and the registry does not have the resource as sent") { Status = reply.Status, MayHaveBeenDone = true };
        }

        var saved = reply.Resource as T ?? resource;
        var now = reply.Version ?? (reply.Resource as T)?.Meta?.VersionId;
        if (now is not null)
        {
            (saved.Meta ??= new Meta()).VersionId = now;
        }

        // HAPI answers an update without a difference with the version that it had.
        return new WriteResult<T>(saved, ifMatch is not null && now == version ? SaveOutcome.Unchanged : SaveOutcome.Updated);
    }

    // Some servers answer a conditional write without the resource, and then only its id is known.
    private async Task<T> ResultAsync<T>(FhirReply reply, FhirSearch condition, CancellationToken cancellationToken)
        where T : Resource
    {
        if (reply.Resource is T resource)
        {
            return WithVersion(resource, reply);
        }

        (_, var id, _) = ResourceLocation.Parse(reply.Location);
        var found = id is not null
            ? await ReadAsync<T>(id, cancellationToken)
            : (await SearchAsync(condition.With("_count", "2"), cancellationToken)).Matches.OfType<T>().FirstOrDefault();
        return found ?? throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.NotFound, $"the {NameOf<T>()} just written is not to be found") { MayHaveBeenDone = true };
    }
}
