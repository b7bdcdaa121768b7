using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction.Run;

/// <summary>Searches as the conditions of conditional writes.</summary>
internal static class Queries
{
    /// <summary>The query with its values encoded for a URL, once; null when it names no value, and so would match anything.</summary>
    public static string? Normal(string? query)
    {
        query = query?[(query.IndexOf('?', StringComparison.Ordinal) + 1)..];
        if (string.IsNullOrWhiteSpace(query))
        {
            return null;
        }

        var search = new FhirSearch("");
        foreach (var part in query.Split('&'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : Uri.UnescapeDataString(part[(equals + 1)..]).Trim();
            if (equals <= 0 || value.Length == 0 || value[^1] == '|')
            {
                return null;
            }

            search = search.With(part[..equals].Trim(), value);
        }

        return search.ToQuery();
    }
}
