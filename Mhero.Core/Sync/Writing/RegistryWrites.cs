using System.Security.Cryptography;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Writing;

/// <summary>
/// Writes resources that mHero makes, each once however often and from however many sides its record comes. A row per
/// resource says what was written; it is claimed before the registry is touched, so that two deliveries at once do not
/// both write, and a claim whose owner died is taken over after a while. All of a slice goes in one batch.
/// </summary>
internal sealed class RegistryWrites(FhirGateway fhir, DocumentTable table, TimeProvider time, IOptions<FhirOptions> options)
{
    /// <summary>Longer than a batch and its bookkeeping can take; after it a claim's owner is taken for dead.</summary>
    private static readonly TimeSpan ClaimLease = TimeSpan.FromMinutes(3);

    private static readonly Guid IdSpace = new("0d1c9d0e-6a55-4c8b-9a5e-0a4d2f6b7c31");

    /// <summary>Writes what is new or changed and says of each what became of it.</summary>
    /// <param name="partition">The ledger's part for this kind of resource.</param>
    /// <param name="writes">The resources, each key once.</param>
    /// <param name="cancellationToken">Cancels; claims that are held by then expire.</param>
    public async Task WriteAsync(string partition, IReadOnlyList<RegistryWrite> writes, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
        {
            return;
        }

        var claims = await ClaimAsync(partition, [.. writes.Select(w => new Claim(w))], cancellationToken);
        if (claims.Count > 0)
        {
            await SendAsync(partition, claims, cancellationToken);
            await SettleAsync(partition, claims);
        }
    }

    /// <summary>The rows whose keys begin alike.</summary>
    public async Task<IReadOnlyDictionary<string, WriteRow>> FindAsync(string partition, string keyPrefix, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, WriteRow>(StringComparer.Ordinal);
        await foreach (var document in table.ScanAsync(partition, keyPrefix, cancellationToken))
        {
            rows[document.Key] = SyncJson.Read<WriteRow>(document.Content);
        }

        return rows;
    }

    /// <summary>Deletes a resource that mHero wrote, and forgets it. One that is gone already is fine.</summary>
    public async Task DeleteAsync(string partition, string key, string type, WriteRow row, CancellationToken cancellationToken)
    {
        if (row.Id is { } id)
        {
            var verdict = (await fhir.BatchAsync([FhirEntry.Delete(type, id)], cancellationToken))[0];
            if (verdict.Error is { } error)
            {
                throw error;
            }
        }

        await ForgetAsync(partition, key, cancellationToken);
    }

    /// <summary>Forgets a row.</summary>
    public Task ForgetAsync(string partition, string key, CancellationToken cancellationToken) =>
        table.DeleteAsync(partition, [key], cancellationToken);

    /// <summary>Claims the rows of what has to be written; what needs no write, and what others are writing, is said of the rest.</summary>
    private async Task<List<Claim>> ClaimAsync(string partition, List<Claim> claims, CancellationToken cancellationToken)
    {
        var claimant = Guid.NewGuid().ToString("N");
        var now = time.GetUtcNow();

        // Most records come for the first time: then one request claims them all, and nothing has to be read.
        var added = await table.TryAddAllAsync(partition, [.. claims.Select(c => c.ToDocument(now, claimant))], cancellationToken);
        if (added is not null)
        {
            claims.ForEach(c => c.RowVersion = added[c.Write.Key]);
            return claims;
        }

        var rows = await table.FindManyAsync(partition, [.. claims.Select(c => c.Write.Key)], cancellationToken);
        var rewrites = new List<Document>();
        foreach (var claim in claims)
        {
            var document = rows.GetValueOrDefault(claim.Write.Key);
            claim.Before = document is null ? null : SyncJson.Read<WriteRow>(document.Content);
            claim.RowVersion = document?.Version;
            if (claim.Before is { ClaimedAt: { } since } row && now - since < ClaimLease && row.Claimant != claimant)
            {
                claim.Write.IsBusy = true;
            }
            else if (claim.IsKnown)
            {
                claim.Write.Outcome = SaveOutcome.Unchanged;
                claim.Write.Id = claim.Before!.Id;
                if (!claim.Write.Source.IsOlderThan(claim.Before.Source!) && claim.Write.Source != claim.Before.Source)
                {
                    // The same content from a newer state: what was older than that must not come after it.
                    rewrites.Add(new(claim.Write.Key, SyncJson.Write(claim.Before with { Source = claim.Write.Source, ClaimedAt = null, Claimant = null }), claim.RowVersion));
                }
            }
            else
            {
                rewrites.Add(claim.ToDocument(now, claimant) with { Version = claim.RowVersion });
            }
        }

        var written = rewrites.Count == 0 ? new Dictionary<string, string?>() : await table.WriteAsync(partition, rewrites, cancellationToken);
        foreach (var claim in claims.Where(c => c.Write is { IsBusy: false, Outcome: null }))
        {
            claim.RowVersion = written[claim.Write.Key];
            claim.Write.IsBusy = claim.RowVersion is null;
        }

        return [.. claims.Where(c => c.Write is { IsBusy: false, Outcome: null })];
    }

    private async Task SendAsync(string partition, List<Claim> claims, CancellationToken cancellationToken)
    {
        try
        {
            var verdicts = await fhir.BatchAsync([.. claims.Select(c => EntryOf(partition, c))], cancellationToken);
            foreach (var (claim, verdict) in claims.Zip(verdicts))
            {
                claim.Take(verdict);
            }
        }
        catch (FhirException e)
        {
            claims.ForEach(c => c.Write.Error = e);
        }

        foreach (var claim in claims.Where(c => c.KnownId is not null && c.Write.Error is FhirException { Kind: FhirErrorKind.Conflict or FhirErrorKind.NotFound }))
        {
            try
            {
                await ReconcileAsync(partition, claim, cancellationToken);
            }
            catch (FhirException e)
            {
                claim.Write.Error = e;
            }
        }
    }

    private FhirEntry EntryOf(string partition, Claim claim)
    {
        var resource = claim.Write.Resource;
        if (claim.KnownId is { } id)
        {
            resource.Id = id;
            (resource.Meta ??= new Meta()).VersionId = claim.KnownVersion;
            return FhirEntry.Update(resource);
        }

        if (options.Value.NewIds == FhirNewIds.Client)
        {
            resource.Id = UuidV5.Create(IdSpace, $"{partition}|{claim.Write.Key}").ToString();
            return FhirEntry.Update(resource);
        }

        return FhirEntry.ConditionalUpdate(resource, claim.Write.Condition);
    }

    /// <summary>Somebody changed or deleted the resource since mHero wrote it, or an answer was lost: read what is there.</summary>
    private async Task ReconcileAsync(string partition, Claim claim, CancellationToken cancellationToken)
    {
        var write = claim.Write;
        write.Error = null;
        if (await ReadAsync(write.Resource.TypeName, claim.KnownId!, cancellationToken) is not { } current)
        {
            claim.Forget();
            (write.Resource.Id, write.Resource.Meta!.VersionId) = (null, null);
            claim.Take((await fhir.BatchAsync([EntryOf(partition, claim)], cancellationToken))[0]);
            return;
        }

        write.Id = current.Id;
        claim.VersionId = current.Meta?.VersionId;
        if (HashOf(current) == claim.Hash)
        {
            write.Outcome = SaveOutcome.Unchanged;
        }
        else if (write.IsTheirs(current))
        {
            (write.Outcome, write.WasLeft) = (SaveOutcome.Unchanged, true);
        }
        else
        {
            write.Resource.Meta!.VersionId = claim.VersionId;
            claim.Take((await fhir.BatchAsync([FhirEntry.Update(write.Resource)], cancellationToken))[0]);
        }
    }

    private async Task<Resource?> ReadAsync(string type, string id, CancellationToken cancellationToken) => type switch
    {
        "QuestionnaireResponse" => await fhir.ReadAsync<QuestionnaireResponse>(id, cancellationToken),
        "Questionnaire" => await fhir.ReadAsync<Questionnaire>(id, cancellationToken),
        "Communication" => await fhir.ReadAsync<Communication>(id, cancellationToken),
        "Basic" => await fhir.ReadAsync<Basic>(id, cancellationToken),
        _ => throw new ArgumentException($"{type} is not written by its row", nameof(type)),
    };

    /// <summary>Notes what was written and lets go of what was not. Not to be cancelled: a claim that stays makes the next delivery wait.</summary>
    private async Task SettleAsync(string partition, List<Claim> claims) =>
        await table.WriteAsync(partition, [.. claims.Select(c => new Document(c.Write.Key, SyncJson.Write(c.After()), c.RowVersion))], CancellationToken.None);

    /// <summary>The content's hash: id, version and times are the registry's business.</summary>
    private static string HashOf(Resource resource)
    {
        if (resource.Id is not null || resource.Meta is not null)
        {
            resource = (Resource)resource.DeepCopy();
            resource.Id = null;
            resource.Meta = resource.Meta is { } meta && (meta.Tag.Count > 0 || meta.ProfileElement.Count > 0)
                ? new Meta { Tag = meta.Tag, ProfileElement = meta.ProfileElement }
                : null;
        }

        return Convert.ToHexStringLower(SHA256.HashData(FhirJson.Serialize(resource)).AsSpan(0, 16));
    }

    /// <summary>A write with its row.</summary>
    private sealed class Claim(RegistryWrite write)
    {
        private bool _forgotten;

        public RegistryWrite Write { get; } = write;

        public string Hash { get; } = HashOf(write.Resource);

        /// <summary>The row as it was; null when there was none.</summary>
        public WriteRow? Before { get; set; }

        /// <summary>The row's version, for the next write of it.</summary>
        public string? RowVersion { get; set; }

        /// <summary>The resource's version in the registry, as the last answer said it.</summary>
        public string? VersionId { get; set; }

        public string? KnownId => _forgotten ? null : Before?.Id ?? Write.Adopts?.Id;

        public string? KnownVersion => Before?.Id is not null ? Before.VersionId : Write.Adopts?.VersionId;

        /// <summary>Whether the registry holds this, or something newer, already.</summary>
        public bool IsKnown => Before is { Hash: { } hash, Source: { } source } && (hash == Hash || Write.Source.IsOlderThan(source));

        /// <summary>Lets go of an id that the registry does not know any more.</summary>
        public void Forget() => _forgotten = true;

        public Document ToDocument(DateTimeOffset now, string claimant) =>
            new(Write.Key, SyncJson.Write((Before ?? new WriteRow { Source = Write.Source }) with { ClaimedAt = now, Claimant = claimant }));

        public void Take(EntryVerdict verdict)
        {
            Write.Error = verdict.Error;
            Write.Outcome = verdict.Outcome;
            Write.Id = verdict.Id ?? Write.Id;
            VersionId = verdict.VersionId;
        }

        public WriteRow After() => Write.Outcome is not null && Write.Error is null
            ? new WriteRow { Hash = Hash, Id = Write.Id, VersionId = VersionId, Source = Write.Source }
            : (Before ?? new WriteRow { Source = Write.Source }) with { ClaimedAt = null, Claimant = null };
    }
}
