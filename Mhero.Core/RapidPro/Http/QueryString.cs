namespace Mhero.Core.RapidPro.Http;

/// <summary>
/// Builds a query string. Everything is escaped: a bare <c>+</c> in a time or number makes RapidPro answer with an empty
/// list and no error.
/// </summary>
internal struct QueryString
{
    private StringBuilder? _text;

    public void Add(string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        _text ??= new StringBuilder(96);
        _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    public void Add(string name, bool value) => Add(name, value ? "true" : null);

    /// <summary>Adds a time in UTC with the server's own precision, microseconds; finer digits are cut off.</summary>
    public void Add(string name, DateTimeOffset? value) =>
        Add(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));

    public override readonly string ToString() => _text?.ToString() ?? "";

    /// <summary>The same query for another page; null is the first.</summary>
    public static string WithCursor(string query, string? cursor) => cursor is null
        ? query
        : string.Concat(query, query.Length == 0 ? "?" : "&", "cursor=", Uri.EscapeDataString(cursor));

    /// <summary>
    /// The value of <c>cursor</c> in a page's <c>next</c> address. Nothing else of the address is used: its host comes
    /// from a header that the server was sent, and the token must not follow it.
    /// </summary>
    /// <returns>The cursor, unescaped; null when the address has none.</returns>
    public static string? Cursor(string next)
    {
        var start = next.IndexOf('?', StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var query = next.AsSpan(start + 1);
        var fragment = query.IndexOf('#');
        query = fragment < 0 ? query : query[..fragment];
        foreach (var part in query.Split('&'))
        {
            var pair = query[part];
            if (pair.StartsWith("cursor=", StringComparison.Ordinal) && pair.Length > "cursor=".Length)
            {
                return Uri.UnescapeDataString(pair["cursor=".Length..].ToString().Replace('+', ' '));
            }
        }

        return null;
    }
}
