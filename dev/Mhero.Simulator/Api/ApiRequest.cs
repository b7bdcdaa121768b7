using Microsoft.AspNetCore.Http;

namespace Mhero.Simulator.Api;

/// <summary>A request on its way through an endpoint.</summary>
internal sealed class ApiRequest(HttpRequest http, ReadOnlyMemory<byte> body, int pageSize)
{
    private static readonly HashSet<string> Truths = new(["true", "y", "yes", "1"], StringComparer.OrdinalIgnoreCase);

    public string Method => http.Method;

    /// <summary>Rows in a page of its answer.</summary>
    public int PageSize => pageSize;

    /// <summary>Whether a parameter is there at all, empty or not.</summary>
    public bool Has(string name) => http.Query.ContainsKey(name);

    /// <summary>The last value of a parameter, as Django takes it; null when it is not there.</summary>
    public string? Param(string name) => http.Query.TryGetValue(name, out var values) ? values[^1] : null;

    /// <summary>Every value of a parameter that may be repeated.</summary>
    public IEnumerable<string> Params(string name) => http.Query[name].OfType<string>();

    /// <summary>The value of a parameter; null when it is empty too.</summary>
    public string? Filter(string name) => Param(name) is { Length: > 0 } value ? value : null;

    public bool Flag(string name) => Param(name) is { } value && Truths.Contains(value);

    /// <summary>The address of another page: this one's, with its parameters sorted and another cursor.</summary>
    public string Link(string cursor)
    {
        var pairs = http.Query.Where(p => p.Key != "cursor").Append(new("cursor", cursor))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .SelectMany(p => p.Value.Select(v => $"{Encode(p.Key)}={Encode(v ?? "")}"));
        return $"{http.Scheme}://{http.Host}{http.Path}?{string.Join('&', pairs)}";
    }

    public string Absolute(string path) => $"{http.Scheme}://{http.Host}{path}";

    /// <summary>
    /// The body as one JSON object; an empty body counts as an empty object. False with the answer when it is anything else.
    /// </summary>
    public bool TryReadObject(out JsonDocument document, out ApiResponse refusal)
    {
        refusal = null!;
        document = null!;
        if (body.IsEmpty)
        {
            document = JsonDocument.Parse("{}");
            return true;
        }

        var mediaType = http.ContentType ?? "";
        if (!mediaType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            refusal = ApiResponse.Detail(415, $"Unsupported media type \"{mediaType}\" in request.");
            return false;
        }

        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException fault)
        {
            refusal = ApiResponse.Detail(400, $"JSON parse error - {fault.Message}");
            return false;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        document.Dispose();
        refusal = ApiResponse.Invalid("Request body should be a single JSON object");
        return false;
    }

    /// <summary>Python's quote_plus.</summary>
    private static string Encode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
