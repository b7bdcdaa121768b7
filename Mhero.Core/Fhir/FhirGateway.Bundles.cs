using System.Net;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

public sealed partial class FhirGateway
{
    // The smallest limit known of a server with transactions when one entry is conditional (Medplum).
    private const int FewConditional = 8;

    // Learned from a transaction that was refused as a whole and accepted in parts; a race sets the same.
    private int? _fewConditional;

    /// <summary>
    /// Sends entries that do not depend on one another, <see cref="FhirOptions.MaxBatchEntries"/> at a time and one batch
    /// after another.
    /// </summary>
    /// <param name="entries">The entries; no two for the same resource or condition, since servers may do either or both.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// A verdict per entry, in their order. An entry that the server had no time for (429, 5xx) has a failed verdict; the caller has to
    /// send it again. When a later batch fails as a whole, its entries and those after it have that failure as their verdict.
    /// </returns>
    /// <remarks>
    /// A server that refuses a batch as a whole for its content does not name the entry: the batch is sent again in
    /// halves until the entry stands alone. Then the refusal is the entry's verdict. What no FHIR server answered, such as a proxy's page, is
    /// <see cref="FhirErrorKind.Transient"/> and no verdict.
    /// </remarks>
    /// <exception cref="ArgumentException">Two entries write to the same thing.</exception>
    /// <exception cref="FhirException">The first batch failed as a whole; nothing after it was sent.</exception>
    public async Task<IReadOnlyList<EntryVerdict>> BatchAsync(IReadOnlyList<FhirEntry> entries, CancellationToken cancellationToken = default)
    {
        CheckTargets(entries);
        var verdicts = new List<EntryVerdict>(entries.Count);
        var parts = new Stack<FhirEntry[]>(entries.Chunk(_options.MaxBatchEntries).Reverse());
        while (parts.TryPop(out var part))
        {
            try
            {
                verdicts.AddRange(await SendBundleAsync(Bundle.BundleType.Batch, part, cancellationToken));
            }
            catch (FhirException e) when (e.Kind == FhirErrorKind.Permanent && part.Length > 1)
            {
                parts.Push(part[(part.Length / 2)..]);
                parts.Push(part[..(part.Length / 2)]);
            }
            catch (FhirException e) when (e.Kind == FhirErrorKind.Permanent && entries.Count > 1)
            {
                verdicts.Add(new EntryVerdict { Error = e });
            }
            catch (FhirException e) when (verdicts.Count > 0)
            {
                // The part that failed may have been done; the parts after it were not sent.
                verdicts.AddRange(part.Select(_ => new EntryVerdict { Error = e }));
                var unsent = new FhirException(e.Kind, e.Code, "not sent, since the batch before failed", e) { Status = e.Status, RetryAfter = e.RetryAfter, NeverSent = true };
                verdicts.AddRange(entries.Skip(verdicts.Count).Select(_ => new EntryVerdict { Error = unsent }));
                break;
            }
        }

        return verdicts;
    }

    /// <summary>
    /// Sends entries that belong together, in one transaction where the server's limits allow it (<see cref="FhirOptions.MaxTransactionEntries"/>,
    /// <see cref="FhirOptions.MaxConditionalTransaction"/>). They may refer to one another by <see cref="FhirEntry.FullUrl"/>.
    /// </summary>
    /// <param name="entries">The entries; no two for the same resource or condition.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// A verdict per entry, in their order. Some may have failed and others not: servers without transactions run a transaction's
    /// entries one by one and answer 200. To be whole, all are sent again, so each has to be one that may be repeated.
    /// </returns>
    /// <remarks>
    /// A transaction beyond the limits is divided: referenced resources are written before those that refer to them. One with many conditional
    /// entries that is refused as a whole is tried in parts too, since a server does not declare its limit.
    /// </remarks>
    /// <exception cref="ArgumentException">Two entries write to the same thing.</exception>
    /// <exception cref="FhirException">
    /// Nothing was done, unless <see cref="FhirException.MayHaveBeenDone"/> says otherwise. When a later part of a divided one fails as
    /// a whole, its entries and those after it have the failure as their verdict instead.
    /// </exception>
    public async Task<IReadOnlyList<EntryVerdict>> TransactionAsync(IReadOnlyList<FhirEntry> entries, CancellationToken cancellationToken = default)
    {
        CheckTargets(entries);
        if (entries.Count == 0)
        {
            return [];
        }

        var parts = TransactionParts.Divide(entries, _options.MaxTransactionEntries, _options.MaxConditionalTransaction ?? _fewConditional);
        if (parts.Count > 1)
        {
            return await SendPartsAsync(entries, parts, cancellationToken);
        }

        try
        {
            return await SendBundleAsync(Bundle.BundleType.Transaction, entries, cancellationToken);
        }
        catch (FhirException e) when (e.Kind == FhirErrorKind.Permanent && _options.MaxConditionalTransaction is null && entries.Count > FewConditional && entries.Any(one => one.IsConditional))
        {
            // Either the content is not accepted or the number of entries beside a condition: the answers to the parts tell which.
            var verdicts = await SendPartsAsync(entries, TransactionParts.Divide(entries, _options.MaxTransactionEntries, FewConditional), cancellationToken);
            _fewConditional = verdicts.All(verdict => verdict.Succeeded) ? FewConditional : null;
            return verdicts;
        }
    }

    private async Task<IReadOnlyList<EntryVerdict>> SendPartsAsync(IReadOnlyList<FhirEntry> entries, IReadOnlyList<int[]> parts, CancellationToken cancellationToken)
    {
        var verdicts = new EntryVerdict[entries.Count];
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        FhirException? failure = null;
        foreach (var part in parts)
        {
            EntryVerdict[] answers = [];
            if (failure is null)
            {
                try
                {
                    FhirEntry[] some = [.. part.Select(i => TransactionParts.WithReferences(entries[i], written))];
                    answers = await SendBundleAsync(Bundle.BundleType.Transaction, some, cancellationToken);
                }
                catch (FhirException e) when (part != parts[0])
                {
                    failure = e;
                }
            }

            for (var n = 0; n < part.Length; n++)
            {
                var verdict = failure is null ? answers[n] : new EntryVerdict { Error = failure };
                verdicts[part[n]] = verdict;
                if (verdict is { Succeeded: true, Type: { } type, Id: { } id } && entries[part[n]].FullUrl is { } url)
                {
                    written[url] = $"{type}/{id}";
                }
            }

            // What refers to an entry that was not written would dangle.
            failure ??= answers.Select(a => a.Error).FirstOrDefault(e => e is not null);
        }

        return verdicts;
    }

    private static void CheckTargets(IReadOnlyList<FhirEntry> entries)
    {
        string?[] targets = [.. entries.Select(entry => entry.Target).Where(target => target is not null)];
        if (targets.Distinct().Count() != targets.Length)
        {
            throw new ArgumentException("Two entries of a bundle write to the same resource or condition", nameof(entries));
        }
    }

    private async Task<EntryVerdict[]> SendBundleAsync(Bundle.BundleType type, IReadOnlyList<FhirEntry> entries, CancellationToken cancellationToken)
    {
        var kind = type == Bundle.BundleType.Batch ? "batch" : "transaction";
        var label = $"POST {kind} of {entries.Count}";
        FhirRequest request = new(HttpMethod.Post, _root, label) { Body = BundleJson.Write(kind, entries), Writes = true, Repeatable = false };
        var reply = await _transport.SendAsync(request, cancellationToken);
        if (reply.Resource is null)
        {
            // Nothing is asked for that would allow an answer without content, yet servers send one: only the registry knows.
            return await System.Threading.Tasks.Task.WhenAll(entries.Select(entry => ReadBackAsync(entry, reply, cancellationToken)));
        }

        var answer = Expect<Bundle>(reply, request);
        return answer.Entry.Count == entries.Count
            ? [.. entries.Select((entry, i) => Judge(entry, answer.Entry[i], reply))]
            : throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.BundleMismatch, $"the answer to {label} has {answer.Entry.Count} entries") { Status = reply.Status, MayHaveBeenDone = true };
    }

    private static EntryVerdict Judge(FhirEntry entry, Bundle.EntryComponent answer, FhirReply reply)
    {
        var response = answer.Response;
        var status = StatusOf(response?.Status);
        (var type, var id, var version) = ResourceLocation.Parse(response?.Location);
        if (type is null && entry.Method != Bundle.HTTPVerb.POST && !entry.IsConditional)
        {
            (type, id, _) = ResourceLocation.Parse(entry.Url);
        }

        var resource = answer.Resource is OperationOutcome ? null : answer.Resource;
        version = FhirReply.VersionOf(response?.Etag) ?? version ?? resource?.Meta?.VersionId;
        var gone = entry.Method == Bundle.HTTPVerb.DELETE && status is 404 or 410;
        return new EntryVerdict
        {
            Status = status,
            Type = type ?? resource?.TypeName ?? entry.Resource?.TypeName,
            Id = id ?? resource?.Id,
            VersionId = version,
            LastModified = TimeOf(response?.LastModifiedElement) ?? TimeOf(resource?.Meta?.LastUpdatedElement),
            Outcome = gone ? SaveOutcome.Unchanged : status is >= 200 and < 300 or 304 ? OutcomeOf(entry, status, version) : null,
            Error = gone || status is (>= 200 and < 300) or 304 ? null : ErrorOf(entry, status, response?.Outcome ?? answer.Resource, reply),
        };
    }

    private static SaveOutcome OutcomeOf(FhirEntry entry, int status, string? version)
    {
        if (status == 201)
        {
            return SaveOutcome.Created;
        }

        var kept = status == 304
            || entry.IfNoneExist is not null
            || (version is not null && version == FhirReply.VersionOf(entry.IfMatch));
        return kept ? SaveOutcome.Unchanged : entry.Method == Bundle.HTTPVerb.POST ? SaveOutcome.Created : SaveOutcome.Updated;
    }

    private static FhirException ErrorOf(FhirEntry entry, int status, Resource? outcome, FhirReply reply) => status == 0
        ? new FhirException(FhirErrorKind.Transient, FhirErrorCodes.Unreadable, "the answer to an entry of a bundle has no status") { MayHaveBeenDone = true }
        : FhirErrors.From((HttpStatusCode)status, $"{entry.Method} {entry.Resource?.TypeName ?? entry.Url.Split('/')[0]} in a bundle", outcome, reply.RetryAfter, entry.IsConditional, writes: true);

    // "201 Created", or "201" alone.
    private static int StatusOf(string? status) =>
        status is { Length: >= 3 } && int.TryParse(status.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;

    private static DateTimeOffset? TimeOf(Instant? instant) =>
        DateTimeOffset.TryParse(instant?.JsonValue as string, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
