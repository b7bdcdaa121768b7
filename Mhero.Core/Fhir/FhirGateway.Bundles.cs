using System.Globalization;
using System.Net;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

public sealed partial class FhirGateway
{
    /// <summary>
    /// Sends entries that do not depend on one another, <see cref="FhirOptions.MaxBatchEntries"/> at a time and one batch
    /// after another.
    /// </summary>
    /// <param name="entries">The entries; no two for the same resource or condition, since servers may do either or both.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// A verdict per entry, in their order. What the server had no time for (429, 5xx) is a failed verdict, for the caller to
    /// bring again. When a later batch fails as a whole, its entries and those after it have that failure as their verdict.
    /// </returns>
    /// <exception cref="ArgumentException">Two entries write to the same thing.</exception>
    /// <exception cref="FhirException">The first batch failed as a whole; nothing after it was sent.</exception>
    public async Task<IReadOnlyList<EntryVerdict>> BatchAsync(IReadOnlyList<FhirEntry> entries, CancellationToken cancellationToken = default)
    {
        CheckTargets(entries);
        var verdicts = new List<EntryVerdict>(entries.Count);
        foreach (FhirEntry[] part in entries.Chunk(options.MaxBatchEntries))
        {
            try
            {
                verdicts.AddRange(await SendBundleAsync(Bundle.BundleType.Batch, part, cancellationToken));
            }
            catch (FhirException e) when (verdicts.Count > 0)
            {
                // The part that failed may have been done; what comes after it was not sent.
                verdicts.AddRange(part.Select(_ => new EntryVerdict { Error = e }));
                var unsent = new FhirException(e.Kind, e.Code, "not sent, since the batch before failed", e) { Status = e.Status, RetryAfter = e.RetryAfter, NeverSent = true };
                verdicts.AddRange(entries.Skip(verdicts.Count).Select(_ => new EntryVerdict { Error = unsent }));
                break;
            }
        }

        return verdicts;
    }

    /// <summary>Sends entries that are done all or none, in one bundle however many they are. They may refer to one another by <see cref="FhirEntry.FullUrl"/>.</summary>
    /// <param name="entries">The entries; no two for the same resource or condition.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A verdict per entry, in their order; all succeeded.</returns>
    /// <exception cref="ArgumentException">Two entries write to the same thing.</exception>
    /// <exception cref="FhirException">Nothing was done, unless <see cref="FhirException.MayHaveBeenDone"/> says otherwise.</exception>
    public async Task<IReadOnlyList<EntryVerdict>> TransactionAsync(IReadOnlyList<FhirEntry> entries, CancellationToken cancellationToken = default)
    {
        CheckTargets(entries);
        return entries.Count == 0 ? [] : await SendBundleAsync(Bundle.BundleType.Transaction, entries, cancellationToken);
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
        string kind = type == Bundle.BundleType.Batch ? "batch" : "transaction";
        string label = $"POST {kind} of {entries.Count}";
        FhirRequest request = new(HttpMethod.Post, root, label) { Body = BundleJson.Write(kind, entries), Writes = true, Repeatable = false, Prefer = "return=minimal" };
        FhirReply reply = await transport.SendAsync(request, cancellationToken);
        Bundle answer = Expect<Bundle>(reply, request);
        return answer.Entry.Count == entries.Count
            ? [.. entries.Select((entry, i) => Judge(entry, answer.Entry[i], reply))]
            : throw new FhirException(FhirErrorKind.Permanent, FhirErrorCodes.BundleMismatch, $"the answer to {label} has {answer.Entry.Count} entries") { Status = reply.Status, MayHaveBeenDone = true };
    }

    private static EntryVerdict Judge(FhirEntry entry, Bundle.EntryComponent answer, FhirReply reply)
    {
        Bundle.ResponseComponent? response = answer.Response;
        int status = StatusOf(response?.Status);
        (string? type, string? id, string? version) = ResourceLocation.Parse(response?.Location);
        if (type is null && entry.Method != Bundle.HTTPVerb.POST && !entry.IsConditional)
        {
            (type, id, _) = ResourceLocation.Parse(entry.Url);
        }

        Resource? resource = answer.Resource is OperationOutcome ? null : answer.Resource;
        version = FhirReply.VersionOf(response?.Etag) ?? version ?? resource?.Meta?.VersionId;
        bool gone = entry.Method == Bundle.HTTPVerb.DELETE && status is 404 or 410;
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

        bool kept = status == 304
            || entry.IfNoneExist is not null
            || (version is not null && version == FhirReply.VersionOf(entry.IfMatch));
        return kept ? SaveOutcome.Unchanged : entry.Method == Bundle.HTTPVerb.POST ? SaveOutcome.Created : SaveOutcome.Updated;
    }

    private static FhirException ErrorOf(FhirEntry entry, int status, Resource? outcome, FhirReply reply) => status == 0
        ? new FhirException(FhirErrorKind.Permanent, FhirErrorCodes.Unreadable, "the answer to an entry of a bundle has no status") { MayHaveBeenDone = true }
        : FhirErrors.From((HttpStatusCode)status, $"{entry.Method} {entry.Resource?.TypeName ?? entry.Url.Split('/')[0]} in a bundle", outcome, reply.RetryAfter, entry.IsConditional, writes: true);

    // "201 Created", or "201" alone.
    private static int StatusOf(string? status) =>
        status is { Length: >= 3 } && int.TryParse(status.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : 0;

    private static DateTimeOffset? TimeOf(Instant? instant) =>
        DateTimeOffset.TryParse(instant?.JsonValue as string, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
