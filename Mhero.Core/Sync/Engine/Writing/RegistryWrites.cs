using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>Writes resources that mHero makes, each once; all of a batch go in one batch.</summary>
internal sealed class RegistryWrites(FhirGateway fhir, WriteLedger ledger, NewIdPolicy ids)
{
    private static readonly Guid IdSpace = new("0d1c9d0e-6a55-4c8b-9a5e-0a4d2f6b7c31");

    /// <summary>Writes the new and changed resources and sets the result of each.</summary>
    /// <param name="partition">The ledger's part for this kind of resource.</param>
    /// <param name="writes">The resources, each key once.</param>
    /// <param name="cancellationToken">Cancels; claims that are held by then expire.</param>
    public async Task WriteAsync(string partition, IReadOnlyList<RegistryWrite> writes, CancellationToken cancellationToken)
    {
        // Before the claim: a server that answers late must not use up its time.
        var unreachable = await LoadIdsAsync(cancellationToken);
        var claimed = await ledger.ClaimAsync(partition, writes, cancellationToken);
        if (claimed.Count == 0)
        {
            return;
        }

        if (unreachable is null)
        {
            await SendAsync(partition, claimed, cancellationToken);
        }
        else
        {
            claimed.ForEach(w => w.Error = unreachable);
        }

        await ledger.SettleAsync(partition, claimed);
    }

    private async Task<FhirException?> LoadIdsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ids.LoadAsync(cancellationToken);
            return null;
        }
        catch (FhirException e)
        {
            return e;
        }
    }

    private async Task SendAsync(string partition, List<RegistryWrite> writes, CancellationToken cancellationToken)
    {
        try
        {
            var verdicts = await fhir.BatchAsync([.. writes.Select(w => EntryOf(partition, w))], cancellationToken);
            foreach (var (write, verdict) in writes.Zip(verdicts))
            {
                write.Take(verdict);
            }
        }
        catch (FhirException e)
        {
            writes.ForEach(w => w.Error = e);
        }

        foreach (var write in writes.Where(w => w.Error is FhirException { Kind: FhirErrorKind.Conflict or FhirErrorKind.NotFound }))
        {
            try
            {
                if (write.KnownId is not null)
                {
                    await ReconcileAsync(partition, write, cancellationToken);
                }
                else if (write is { Resource.Id: not null, Error: FhirException { Kind: FhirErrorKind.NotFound } })
                {
                    // The server does not create resources at ids of the client, whatever it declares.
                    ids.Refuse(write.Resource.TypeName);
                    write.Take((await fhir.BatchAsync([EntryOf(partition, write)], cancellationToken))[0]);
                }
            }
            catch (FhirException e)
            {
                write.Error = e;
            }
        }
    }

    private FhirEntry EntryOf(string partition, RegistryWrite write)
    {
        var resource = write.Resource;
        if (write.KnownId is { } id)
        {
            resource.Id = id;
            (resource.Meta ??= new Meta()).VersionId = write.KnownVersion;
            return FhirEntry.Update(resource);
        }

        if (resource.Id is null ? ids.PrefersClient(resource.TypeName) : ids.TakesIds(resource.TypeName))
        {
            resource.Id ??= UuidV5.Create(IdSpace, $"{partition}|{write.Key}").ToString();
            return FhirEntry.Update(resource);
        }

        resource.Id = null;

        return FhirEntry.ConditionalUpdate(resource, write.Condition) with
        {
            // Without id and meta the resource is its content, byte by byte.
            Json = resource is { Id: null, Meta: null } ? write.Content : default,
        };
    }

    /// <summary>Another user changed or deleted the resource since mHero wrote it, or an answer was lost: reads the present resource.</summary>
    private async Task ReconcileAsync(string partition, RegistryWrite write, CancellationToken cancellationToken)
    {
        write.Error = null;
        if (await ReadAsync(write.Resource.TypeName, write.KnownId!, cancellationToken) is not { } current)
        {
            write.LoseId();
            write.Take((await fhir.BatchAsync([EntryOf(partition, write)], cancellationToken))[0]);
            return;
        }

        if (!await ledger.HoldsAsync(partition, write, cancellationToken))
        {
            // The claim was taken over while this process waited: the version that was read may be a newer state of the record.
            write.IsBusy = true;
            return;
        }

        write.Id = current.Id;
        write.VersionId = current.Meta?.VersionId;
        if (write.IsIn(current))
        {
            write.Outcome = SaveOutcome.Unchanged;
        }
        else if (write.IsExternallyModified(current))
        {
            // The row keeps the version that mHero wrote: by theirs, the next change would pass and undo what they did.
            (write.Outcome, write.WasLeft, write.VersionId) = (SaveOutcome.Unchanged, true, write.KnownVersion);
        }
        else
        {
            write.Resource.Meta!.VersionId = write.VersionId;
            write.Take((await fhir.BatchAsync([FhirEntry.Update(write.Resource)], cancellationToken))[0]);
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
}
