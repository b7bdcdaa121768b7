using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>
/// Writes the resources extracted from one response: all of them, and never over the data of a newer response. A server that runs a
/// transaction's entries one by one may do some of them only; the extraction is then not written, and is sent again as a whole.
/// </summary>
internal sealed class ExtractionWriter(FhirGateway fhir, WriteLedger ledger, NewIdPolicy ids, SurplusResources surplus)
{
    /// <summary>The ledger's part for extractions, whose keys are those of the responses.</summary>
    public const string Extractions = "extractions";

    private const string Targets = "targets";

    /// <summary>Claims the extractions of a batch; the rest is marked as written already, or as being written.</summary>
    public Task<List<TWrite>> ClaimAsync<TWrite>(IReadOnlyList<TWrite> writes, CancellationToken cancellationToken)
        where TWrite : ExtractionWrite =>
        ledger.ClaimAsync(Extractions, writes, cancellationToken);

    /// <summary>Writes a claimed extraction, and notes it.</summary>
    /// <param name="write">The extraction; it has its result afterwards.</param>
    /// <param name="entries">The transaction; empty when there was nothing to extract.</param>
    /// <param name="isWhole">Whether all was extracted that should be; else it is tried again when it comes again.</param>
    /// <param name="cancellationToken">Cancels; the transaction may be done or not.</param>
    /// <returns>The verdicts of the entries, some of which may have failed; none when nothing was sent or all failed.</returns>
    public async Task<IReadOnlyList<EntryVerdict>> WriteAsync(
        ExtractionWrite write, IReadOnlyList<FhirEntry> entries, bool isWhole, CancellationToken cancellationToken)
    {
        var targets = entries.Where(IsShared).Select(e => new TargetWrite(KeyOf(e), write.Run, write.Authored)).DistinctBy(t => t.Key).ToList();
        var claimed = await ledger.ClaimAsync(Targets, targets, cancellationToken);
        IReadOnlyList<EntryVerdict> verdicts = [];
        if (targets.Exists(t => t.IsBusy))
        {
            write.IsBusy = true;
        }
        else
        {
            verdicts = await ReplaceAsync(write, entries, targets, isWhole, cancellationToken);
        }

        // The ledger gets each write before the next one begins.
        claimed.ForEach(t => (t.Outcome, t.Error) = (write.Outcome, write.Error));
        await ledger.SettleAsync(Targets, claimed);
        var (outcome, error) = (write.Outcome, write.Error);
        write.Outcome = isWhole ? outcome : null;
        await ledger.SettleAsync(Extractions, [write]);
        (write.Outcome, write.Error) = (outcome, error);
        return verdicts;
    }

    /// <summary>Sends the extraction, and removes what an earlier one gave and this one does not; an extraction with errors removes nothing.</summary>
    private async Task<IReadOnlyList<EntryVerdict>> ReplaceAsync(
        ExtractionWrite write, IReadOnlyList<FhirEntry> entries, List<TargetWrite> targets, bool isWhole, CancellationToken cancellationToken)
    {
        if (!isWhole || !write.MayHaveSurplus)
        {
            return await SendAsync(write, entries, targets, cancellationToken);
        }

        IReadOnlyList<string> before;
        try
        {
            // The Provenance that lists them is replaced by the transaction.
            before = [.. (write.Before?.Surplus ?? []).Union(await surplus.FindAsync(write.Run, entries, cancellationToken))];
        }
        catch (FhirException e)
        {
            write.Error = e;
            return [];
        }

        if (before.Count > 0 && !await ledger.NoteSurplusAsync(Extractions, write, before, cancellationToken))
        {
            write.IsBusy = true;
            return [];
        }

        var verdicts = await SendAsync(write, entries, targets, cancellationToken);
        if (write.Error is null && before.Count > 0)
        {
            write.Error = await surplus.RemoveAsync(write, before, entries, cancellationToken);
            write.Outcome = write.Error is null ? write.Outcome : null;
        }

        return verdicts;
    }

    private async Task<IReadOnlyList<EntryVerdict>> SendAsync(
        ExtractionWrite write, IReadOnlyList<FhirEntry> entries, List<TargetWrite> targets, CancellationToken cancellationToken)
    {
        if (!await ledger.MayBeginAsync(Extractions, write, cancellationToken))
        {
            write.IsBusy = true;
            return [];
        }

        var newer = targets.Where(t => t.Outcome is not null).Select(t => t.Key).ToHashSet();
        try
        {
            // Where a newer response wrote the resource, it is only referred to, and created if it was deleted.
            var verdicts = await fhir.TransactionAsync(
                [.. entries.Select(e => IsShared(e) && newer.Contains(KeyOf(e)) ? e.AsCreateIfNone() : e)], cancellationToken);
            write.Error = ErrorOf(entries, verdicts);
            write.Outcome = write.Error is null ? SaveOutcome.Updated : null;
            return verdicts;
        }
        catch (FhirException e)
        {
            write.Error = e;
            return [];
        }
    }

    /// <summary>
    /// The failure that decides what follows: one that a repeat does not correct, before one that it may, since all entries are
    /// sent again together.
    /// </summary>
    private FhirException? ErrorOf(IReadOnlyList<FhirEntry> entries, IReadOnlyList<EntryVerdict> verdicts)
    {
        var errors = new List<FhirException>();
        foreach (var (entry, verdict) in entries.Zip(verdicts))
        {
            if (verdict.Error is { Kind: FhirErrorKind.NotFound } error && IsNewAtOwnId(entry) && ids.Refuse(entry.Resource!.TypeName))
            {
                // Declared possible, and refused: from now on the server chooses the ids of this type.
                errors.Add(new FhirException(FhirErrorKind.Transient, error.Code, error.Message, error) { Status = error.Status });
            }
            else if (verdict.Error is not null)
            {
                errors.Add(verdict.Error);
            }
        }

        return errors.Find(e => Failure.Of(e).State == ItemState.Dead) ?? errors.Find(e => Failure.Of(e).State == ItemState.Retry) ?? errors.FirstOrDefault();
    }

    private static bool IsNewAtOwnId(FhirEntry entry) =>
        entry is { Method: Bundle.HTTPVerb.PUT, IfMatch: null, Resource.Id: { } id } && entry.Url == $"{entry.Resource.TypeName}/{id}";

    /// <summary>Whether other runs may write to the same resource; one found by a run's own identifier belongs to that run alone.</summary>
    private static bool IsShared(FhirEntry entry) =>
        entry.ReplacesByCondition && !entry.Url.Contains(MheroSystems.Extracted + "%7C", StringComparison.OrdinalIgnoreCase);

    private static string KeyOf(FhirEntry entry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(entry.Url)).AsSpan(0, 16));
}
