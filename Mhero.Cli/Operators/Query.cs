namespace Mhero.Cli.Operators;

/// <summary>Queries of addresses.</summary>
internal static class Query
{
    /// <summary>A path with a query; parameters without a value are left out.</summary>
    public static string Of(string path, params IEnumerable<(string Name, string? Value)> parameters)
    {
        var query = string.Join('&', parameters.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }
}
