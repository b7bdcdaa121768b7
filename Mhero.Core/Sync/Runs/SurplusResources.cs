using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;

namespace Mhero.Core.Sync.Runs;

/// <summary>
/// Finds and removes resources that an earlier extraction of a response gave and a later one does not: those that the response's
/// Provenance names and that carry the run's own identifier or tag. A resource that other responses write too carries none, and stays.
/// </summary>
internal sealed partial class SurplusResources(FhirGateway fhir, NewIdPolicy ids, IOptions<RunSyncOptions> options, ILogger<SurplusResources> logger)
{
    /// <summary>Finds them, before the new extraction replaces the Provenance.</summary>
    /// <param name="run">The run.</param>
    /// <param name="entries">The new extraction.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Their references.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<string>> FindAsync(Guid run, IReadOnlyList<FhirEntry> entries, CancellationToken cancellationToken)
    {
        if (await ProvenanceAsync(run, cancellationToken) is not { } provenance)
        {
            return [];
        }

        var targets = provenance.Target.Select(target => ResourceLocation.RelativeOf(target.Reference)).OfType<string>().Distinct().ToList();
        var found = (await SurplusAmongAsync(run, targets, entries, cancellationToken)).Select(NameOf).ToList();
        if (entries.Count == 0 && options.Value.Surplus == SurplusPolicy.Delete)
        {
            found.Add(NameOf(provenance));
        }

        return found;
    }

    /// <summary>Removes them as the setting says.</summary>
    /// <param name="write">The extraction; it gets what was removed.</param>
    /// <param name="references">References of resources; each is checked again.</param>
    /// <param name="entries">The new extraction.</param>
    /// <param name="cancellationToken">Cancels; some may be removed then.</param>
    /// <returns>The failure; null when none is left.</returns>
    public async Task<FhirException?> RemoveAsync(ExtractionWrite write, IReadOnlyList<string> references, IReadOnlyList<FhirEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            var present = await SurplusAmongAsync(write.Run, references, entries, cancellationToken);
            var isDeleted = options.Value.Surplus == SurplusPolicy.Delete;
            var removals = isDeleted ? [.. present.Select(one => FhirEntry.Delete(one.TypeName, one.Id!))] : present.Where(one => IsToBeMarked(one, write.Run)).Select(FhirEntry.Update).ToList();
            if (removals.Count == 0)
            {
                return null;
            }

            // They may refer to one another, so that a server deletes them together or not at all.
            var verdicts = isDeleted ? await fhir.TransactionAsync(removals, cancellationToken) : await fhir.BatchAsync(removals, cancellationToken);
            write.Removed.AddRange(removals.Zip(verdicts).Where(pair => pair.Second.Succeeded).Select(pair => pair.First.Url.Split('/')[0]));
            return verdicts.Select(verdict => verdict.Error).FirstOrDefault(error => error is not null);
        }
        catch (FhirException e)
        {
            return e;
        }
    }

    private bool IsToBeMarked(Resource resource, Guid run)
    {
        if (EnteredInError.IsMarked(resource))
        {
            return false;
        }

        var isMarked = EnteredInError.Mark(resource);
        if (!isMarked)
        {
            LogKept(run, NameOf(resource));
        }

        return isMarked;
    }

    private async Task<List<Resource>> SurplusAmongAsync(Guid run, IReadOnlyList<string> references, IReadOnlyList<FhirEntry> entries, CancellationToken cancellationToken)
    {
        var given = entries.Select(entry => entry.Resource is { } resource ? ExtractionWrites.OwnKeyOf(resource, $"{run}") : null).OfType<string>().ToHashSet();
        var surplus = new List<Resource>();
        foreach (var type in references.GroupBy(reference => reference.Split('/')[0]))
        {
            var wanted = type.Select(reference => reference.Split('/')[1]).Where(FhirGateway.IsId).ToHashSet();
            foreach (var resource in await ReadAsync(type.Key, wanted, cancellationToken))
            {
                if (ExtractionWrites.OwnKeyOf(resource, $"{run}") is { } key ? !given.Contains(key) : entries.Count == 0 && resource is Provenance && resource.Id == ExtractionWrites.ProvenanceIdOf($"{run}"))
                {
                    surplus.Add(resource);
                }
            }
        }

        return surplus;
    }

    private async Task<List<Resource>> ReadAsync(string type, HashSet<string> wanted, CancellationToken cancellationToken)
    {
        var read = new Dictionary<string, Resource>(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            return [];
        }

        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch(type).WhereAny("_id", wanted), cancellationToken))
        {
            foreach (var match in page.Matches.Where(match => match.TypeName == type && match.Id is not null && wanted.Contains(match.Id)))
            {
                read[match.Id!] = match;
            }
        }

        // A server's index may be seconds behind its resources.
        foreach (var id in wanted.Except(read.Keys).ToList())
        {
            if (await fhir.ReadAsync(type, id, cancellationToken) is { } resource)
            {
                read[id] = resource;
            }
        }

        return [.. read.Values];
    }

    private async Task<Provenance?> ProvenanceAsync(Guid run, CancellationToken cancellationToken)
    {
        var id = ExtractionWrites.ProvenanceIdOf($"{run}");
        if (ids.TakesIds(nameof(Provenance)) && await fhir.ReadAsync<Provenance>(id, cancellationToken) is { } provenance)
        {
            return provenance;
        }

        var code = ExtractionWrites.IdentifierOf($"{run}", nameof(Provenance)).Value!;
        var page = await fhir.SearchAsync(new FhirSearch(nameof(Provenance)).Where("_tag", MheroSystems.Extracted, code), cancellationToken);
        return page.Matches.OfType<Provenance>().FirstOrDefault(one => ExtractionWrites.OwnKeyOf(one, $"{run}") == code);
    }

    private static string NameOf(Resource resource) => $"{resource.TypeName}/{resource.Id}";

    [LoggerMessage(4044, LogLevel.Warning, "Run {Run}: {Resource} is no longer extracted and stays, since its type has no status entered-in-error")]
    private partial void LogKept(Guid run, string resource);
}
