using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Sync.Contacts.Ledger;

namespace Mhero.Core.Sync.FlowResults.People;

/// <summary>Finds the Practitioners whom claims mean: one search for the identifiers of a batch, and the ledger for its telephone numbers.</summary>
internal sealed class ClaimedWorkers(FhirGateway fhir, ContactLedger ledger)
{
    /// <summary>Finds them.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>For each claim the Practitioners whom it may mean; none for one whom the registry does not have.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyDictionary<WorkerClaim, IReadOnlyList<LinkedPractitioner>>> FindAsync(IReadOnlyCollection<WorkerClaim> claims, CancellationToken cancellationToken)
    {
        var byIdentifier = await ByIdentifierAsync([.. claims.SelectMany(c => c.Identifiers).Distinct()], cancellationToken);
        var references = claims.Select(c => c.Reference).OfType<string>().Distinct().ToList();
        var byReference = references.Count == 0 ? [] : await ByReferenceAsync(references, cancellationToken);
        var byNumber = await ByNumberAsync([.. claims.SelectMany(c => c.Numbers).Distinct()], cancellationToken);
        return claims.ToDictionary(c => c, c => (IReadOnlyList<LinkedPractitioner>)
        [
            .. (c.Reference is { } reference ? byReference.Where(w => w.Reference == reference) : [])
                .Concat(c.Identifiers.SelectMany(i => byIdentifier.GetValueOrDefault(KeyOf(i), [])))
                .Concat(c.Numbers.SelectMany(n => byNumber.GetValueOrDefault(ContactLedger.NumberKey(n), [])))
                .DistinctBy(w => w.Reference).OrderBy(w => w.Reference, StringComparer.Ordinal),
        ]);
    }

    /// <summary>People type employee numbers in either case.</summary>
    private static (string System, string Value) KeyOf((string System, string Value) identifier) => (identifier.System, identifier.Value.ToUpperInvariant());

    private static LinkedPractitioner Of(Practitioner worker) => new(
        $"Practitioner/{worker.Id}",
        worker.Communication.SelectMany(c => c.Coding).Select(c => LanguageCodes.ToIso6393(c.CodeElement?.JsonValue as string)).FirstOrDefault(code => code is not null));

    private async Task<Dictionary<(string, string), List<LinkedPractitioner>>> ByIdentifierAsync(
        IReadOnlyList<(string System, string Value)> identifiers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string, string), List<LinkedPractitioner>>();
        foreach (var system in identifiers.GroupBy(i => i.System))
        {
            // Servers compare the case of a token's value.
            var spellings = system.SelectMany(i => new[] { i.Value, i.Value.ToUpperInvariant(), i.Value.ToLowerInvariant() }).Distinct().ToList();
            var wanted = system.Select(KeyOf).ToHashSet();
            foreach (var worker in await SearchAsync(new FhirSearch("Practitioner").Where("identifier", system.Key, spellings), cancellationToken))
            {
                // The matches are compared here again: some servers match identifiers only in part.
                foreach (var identifier in worker.Identifier.Where(i => i.System == system.Key && i.Value is not null).Select(i => KeyOf((i.System!, i.Value!.Trim()))).Where(wanted.Contains).Distinct())
                {
                    if (!found.TryGetValue(identifier, out var workers))
                    {
                        found[identifier] = workers = [];
                    }

                    workers.Add(Of(worker));
                }
            }
        }

        return found;
    }

    private async Task<List<LinkedPractitioner>> ByReferenceAsync(IReadOnlyList<string> references, CancellationToken cancellationToken) =>
        [.. (await SearchAsync(new FhirSearch("Practitioner").WhereAny("_id", [.. references.Select(r => r["Practitioner/".Length..])]), cancellationToken)).Select(Of)];

    private async Task<Dictionary<string, List<LinkedPractitioner>>> ByNumberAsync(IReadOnlyList<string> numbers, CancellationToken cancellationToken)
    {
        if (numbers.Count == 0)
        {
            return [];
        }

        var owners = await ledger.FindOwnersAsync(numbers.Select(ContactLedger.NumberKey), cancellationToken);
        var rows = await ledger.FindWorkersAsync(owners.SelectMany(o => o.Value.Row.Workers), cancellationToken);
        return owners.ToDictionary(
            o => o.Key,
            o => o.Value.Row.Workers.Where(w => !rows.TryGetValue(w, out var row) || !row.Row.Gone)
                .Select(w => new LinkedPractitioner(w, rows.TryGetValue(w, out var row) ? row.Row.Profile.Language : null)).ToList());
    }

    private async Task<List<Practitioner>> SearchAsync(FhirSearch search, CancellationToken cancellationToken)
    {
        var found = new List<Practitioner>();
        await foreach (var page in fhir.SearchPagesAsync(search.With("_elements", "id,identifier,communication"), cancellationToken))
        {
            found.AddRange(page.Matches.OfType<Practitioner>());
        }

        return found;
    }
}
