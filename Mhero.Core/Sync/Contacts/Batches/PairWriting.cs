using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>The stage that carries out the plans: it claims the pairs, writes RapidPro, the registry and the links, then the ledger.</summary>
internal sealed class PairWriting(PairClaims claims, BatchOutcome outcome, ContactWriter contacts, RegistryWriter registry, PairCompletion completion)
{
    /// <summary>Writes what is planned.</summary>
    /// <param name="pairs">The pairs with their plans.</param>
    /// <param name="places">The places that the pairs name.</param>
    /// <param name="cancellationToken">Cancels; the next attempt looks for claimed writes whose result is not known.</param>
    /// <returns>Workers who have a number that another one has just given up.</returns>
    /// <exception cref="FhirException">The registry cannot be reached.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be reached.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<Pair> pairs, PlaceIndex places, CancellationToken cancellationToken)
    {
        await claims.ClaimAsync(pairs, cancellationToken);
        await outcome.RecordConflictsAsync(pairs, cancellationToken);
        await contacts.ActAsync(pairs, cancellationToken);
        await contacts.WriteAsync(pairs, cancellationToken);
        var written = await registry.WriteAsync(pairs, places, cancellationToken);
        await contacts.LinkAsync(pairs, cancellationToken);
        return await completion.CompleteAsync(pairs, places, written, cancellationToken);
    }
}
