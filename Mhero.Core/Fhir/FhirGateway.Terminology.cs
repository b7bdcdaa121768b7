using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>Value sets, from the server's terminology service.</summary>
public sealed partial class FhirGateway
{
    /// <summary>More codes than a person is asked to choose from in a message.</summary>
    private const int MaxExpansion = 200;

    /// <summary>Expands a value set.</summary>
    /// <param name="canonical">Its canonical, with or without a version.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The value set with all its codes, under the URL that was asked for; null when the server does not know it, has no terminology service, refuses to
    /// expand it, or has more than 200 codes for it.
    /// </returns>
    /// <exception cref="FhirException">The server cannot be reached, or fails.</exception>
    /// <remarks>https://hl7.org/fhir/R4/valueset-operation-expand.html</remarks>
    public async Task<ValueSet?> ExpandAsync(string canonical, CancellationToken cancellationToken = default)
    {
        var (url, version) = canonical.Split('|', 2) is [var before, var after] ? (before, after) : (canonical, null);
        var operation = new FhirSearch("ValueSet/$expand").With("url", url).With("count", $"{MaxExpansion + 1}");
        var request = new FhirRequest(HttpMethod.Get, At(version is null ? operation : operation.With("valueSetVersion", version)), "GET ValueSet/$expand");
        try
        {
            var set = Expect<ValueSet>(await _transport.SendAsync(request, cancellationToken), request);
            if (set.Expansion is not { } expansion || Count(expansion.Contains) is var count && (count > MaxExpansion || count < expansion.Total))
            {
                return null;
            }

            (set.Url, set.Version, set.Compose, set.Text, set.Meta) = (url, version ?? set.Version, null, null, null);
            return set;
        }
        catch (FhirException e) when (e.Kind is FhirErrorKind.NotFound or FhirErrorKind.Permanent)
        {
            return null;
        }
    }

    private static int Count(List<ValueSet.ContainsComponent> contains) => contains.Sum(entry => (entry.Code is null ? 0 : 1) + Count(entry.Contains));
}
