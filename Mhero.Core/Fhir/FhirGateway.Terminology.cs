using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>Value sets, from the server's terminology service.</summary>
public sealed partial class FhirGateway
{
    /// <summary>More codes than a person is asked to choose from in a message.</summary>
    private const int MaxExpansion = 200;

    // R4's extensions of an expansion that does not have all codes.
    private const string TooCostly = "http://hl7.org/fhir/StructureDefinition/valueset-toocostly";
    private const string Unclosed = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed";

    /// <summary>Expands a value set.</summary>
    /// <param name="canonical">Its canonical, with or without a version.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The value set with all its codes and their designations, under the URL that was asked for; null when the server does not know it in this version, has no
    /// terminology service, refuses to expand it, answers with a part of the codes, or has more than 200 codes for it.
    /// </returns>
    /// <exception cref="FhirException">The server cannot be reached, or fails.</exception>
    /// <remarks>https://hl7.org/fhir/R4/valueset-operation-expand.html</remarks>
    public async Task<ValueSet?> ExpandAsync(string canonical, CancellationToken cancellationToken = default)
    {
        var (url, version) = canonical.Split('|', 2) is [var before, var after] ? (before, after) : (canonical, null);
        var operation = new FhirSearch("ValueSet/$expand").With("url", url).With("includeDesignations", "true");
        operation = version is null ? operation : operation.With("valueSetVersion", version);
        try
        {
            var set = await ReadExpansionAsync(operation.With("count", $"{MaxExpansion + 1}"), cancellationToken);
            if (IsOther(set, url, version) || set.Expansion is not { } expansion || !IsWhole(expansion) || (expansion.Total is null && await HasMoreAsync(operation, expansion, cancellationToken)))
            {
                return null;
            }

            (set.Url, set.Version, set.Compose, set.Text, set.Meta) = (url, version ?? set.Version, null, null, null);
            return set;
        }
        catch (FhirException e) when (IsRefusal(e))
        {
            return null;
        }
    }

    private async Task<ValueSet> ReadExpansionAsync(FhirSearch operation, CancellationToken cancellationToken)
    {
        var request = new FhirRequest(HttpMethod.Get, At(operation), "GET ValueSet/$expand");
        return Expect<ValueSet>(await _transport.SendAsync(request, cancellationToken), request);
    }

    /// <summary>
    /// Whether there are codes behind those of the first answer. A server may have a smaller page than was asked for, and say no total; one that knows no pages
    /// answers with the same codes again.
    /// </summary>
    private async Task<bool> HasMoreAsync(FhirSearch operation, ValueSet.ExpansionComponent first, CancellationToken cancellationToken)
    {
        var known = Flat(first.Contains).Select(entry => (entry.System, entry.Code)).ToHashSet();
        try
        {
            var next = await ReadExpansionAsync(operation.With("offset", $"{known.Count}").With("count", "1"), cancellationToken);
            return Flat(next.Expansion?.Contains ?? []).Any(entry => entry.Code is not null && !known.Contains((entry.System, entry.Code)));
        }
        catch (FhirException e) when (IsRefusal(e))
        {
            // A server without pages refuses the offset, and one with pages an offset behind the last code.
            return false;
        }
    }

    /// <summary>Another value set than was asked for: the server ignored a parameter.</summary>
    private static bool IsOther(ValueSet set, string url, string? version) =>
        (set.Url is { } own && own.Split('|')[0] != url) || (version is not null && set.Version is { } other && other != version);

    private static bool IsWhole(ValueSet.ExpansionComponent expansion)
    {
        var entries = Flat(expansion.Contains).ToList();
        return entries.Count(entry => entry.Code is not null) <= MaxExpansion
            && (expansion.Total is not { } total || entries.Count >= total)
            && expansion.Offset is not > 0
            && !expansion.Extension.Exists(e => e.Url is TooCostly or Unclosed && e.Value is FhirBoolean { Value: true });
    }

    // 412: HAPI, for a code system that it does not have.
    private static bool IsRefusal(FhirException e) => e.Kind is FhirErrorKind.NotFound or FhirErrorKind.Permanent or FhirErrorKind.Conflict or FhirErrorKind.Ambiguous;

    private static IEnumerable<ValueSet.ContainsComponent> Flat(List<ValueSet.ContainsComponent> contains) => contains.SelectMany(entry => Flat(entry.Contains).Prepend(entry));
}
