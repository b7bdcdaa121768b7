using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>A search whose one parameter has several values (<c>practitioner=A,B</c>: either).</summary>
/// <param name="Search">The search.</param>
/// <param name="Position">Which of its parameters has the values.</param>
/// <param name="Values">The values, each as it stands in a query.</param>
internal sealed record SearchList(FhirSearch Search, int Position, IReadOnlyList<string> Values)
{
    /// <summary>The parameter's name.</summary>
    public string Parameter => Search.Parameters[Position].Key;

    /// <summary>Whether the values are of one resource each (ids, identifiers, references), and not codes that many share.</summary>
    public bool NamesThings => Parameter == "_id" || Values.Any(value => value.AsSpan().ContainsAny('|', '/'));

    /// <summary>The list in a search; null when it has none, or several.</summary>
    public static SearchList? Of(FhirSearch search)
    {
        SearchList? found = null;
        for (var i = 0; i < search.Parameters.Count; i++)
        {
            (var name, var text) = search.Parameters[i];

            // Elements and sort keys are lists of another kind.
            if (name is "_elements" or "_sort" or "_include" or "_revinclude" || Split(text) is not { Count: > 1 } values)
            {
                continue;
            }

            if (found is not null)
            {
                return null;
            }

            found = new SearchList(search, i, values);
        }

        return found;
    }

    /// <summary>The search for one of the values.</summary>
    public FhirSearch For(string value) =>
        Search with { Parameters = [.. Search.Parameters.Select((p, i) => i == Position ? new KeyValuePair<string, string>(p.Key, value) : p)] };

    /// <summary>The values of which resources tell; of a token or reference by what it is without its system or type.</summary>
    public IReadOnlyList<string> FoundIn(IReadOnlyList<Resource> matches)
    {
        if (matches.Count == 0)
        {
            return [];
        }

        var texts = matches.Select(one => System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(one))).ToList();
        return [.. Values.Where(value => texts.Exists(text => text.Contains(TextOf(value), StringComparison.OrdinalIgnoreCase)))];
    }

    private static string TextOf(string value)
    {
        var plain = value.Replace("\\", "", StringComparison.Ordinal);
        return $"{plain[(plain.LastIndexOfAny(['|', '/']) + 1)..]}\"";
    }

    private static List<string> Split(string text)
    {
        var values = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                values.Add(text[start..i]);
                start = i + 1;
            }
        }

        values.Add(text[start..]);
        return [.. values.Distinct()];
    }
}
