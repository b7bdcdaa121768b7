namespace Mhero.Core.Fhir;

/// <summary>A search, or the condition of a conditional write. Immutable; each method returns a longer search.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="Parameters">
/// Names, with modifiers, and values: escaped as FHIR asks, but not yet for a URL. Parameters are AND-ed.
/// </param>
/// <remarks>Escaping: https://hl7.org/fhir/R4/search.html#escaping</remarks>
public sealed record FhirSearch(string Type, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>A search for all resources of a type.</summary>
    /// <param name="type">The resource type.</param>
    public FhirSearch(string type)
        : this(type, [])
    {
    }

    /// <summary>Adds a token parameter; several values of the system are OR-ed.</summary>
    /// <param name="name">Name of the parameter, for instance <c>identifier</c>.</param>
    /// <param name="system">System of the tokens; empty for tokens that have none.</param>
    /// <param name="values">Values, as they are; at least one.</param>
    public FhirSearch Where(string name, string system, params IReadOnlyCollection<string> values) =>
        With(name, string.Join(',', NotEmpty(values).Select(value => $"{Escape(system)}|{Escape(value)}")));

    /// <summary>Adds a parameter with one value.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="value">The value, as it is.</param>
    public FhirSearch Where(string name, string value) => With(name, Escape(value));

    /// <summary>Adds a parameter with several values, OR-ed.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="values">Values, as they are; at least one.</param>
    public FhirSearch WhereAny(string name, params IReadOnlyCollection<string> values) =>
        With(name, string.Join(',', NotEmpty(values).Select(Escape)));

    /// <summary>Adds a parameter in FHIR's own syntax, such as <c>_include</c> or a date with a prefix.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="value">The value, escaped for FHIR where it has to be; not for a URL.</param>
    public FhirSearch With(string name, string value) => this with { Parameters = [.. Parameters, new(name, value)] };

    /// <summary>Escapes what has a meaning in a search value: comma, bar, dollar sign and backslash.</summary>
    /// <param name="value">Any text.</param>
    public static string Escape(string value)
    {
        if (value.AsSpan().IndexOfAny(@"\,|$") < 0)
        {
            return value;
        }

        var escaped = new StringBuilder(value.Length + 4);
        foreach (var c in value)
        {
            if (c is '\\' or ',' or '|' or '$')
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>The parameters as the query of a URL, without the question mark.</summary>
    public string ToQuery() => string.Join('&', Parameters.Select(parameter => $"{Encode(parameter.Key)}={Encode(parameter.Value)}"));

    /// <summary>Type and query, relative to the base: <c>Practitioner?identifier=…</c>.</summary>
    public override string ToString() => Parameters.Count == 0 ? Type : $"{Type}?{ToQuery()}";

    internal bool Has(string name) => Parameters.Any(parameter => parameter.Key == name);

    // These three may stand in a query as they are; identifiers are full of them, and a short URL spares a POST.
    private static string Encode(string text) =>
        Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal)
            .Replace("%2C", ",", StringComparison.Ordinal);

    // An empty value would drop the parameter on some servers, and the search would match everything.
    private static IReadOnlyCollection<string> NotEmpty(IReadOnlyCollection<string> values) =>
        values.Count > 0 ? values : throw new ArgumentException("A search parameter needs a value", nameof(values));
}
