namespace Mhero.Simulator.Imports;

/// <summary>The meaning of a column of an import.</summary>
/// <param name="Kind">uuid, urn, name, language, status, field, or ignored.</param>
/// <param name="Name">The URN's scheme, or the field's key or name; empty for the others.</param>
internal sealed record ImportColumn(string Kind, string Name)
{
    public const string Uuid = "uuid";
    public const string Urn = "urn";
    public const string ContactName = "name";
    public const string Language = "language";
    public const string Status = "status";
    public const string Field = "field";
    public const string Ignored = "ignored";

    /// <summary>Reads a header.</summary>
    /// <exception cref="ArgumentException">The header is empty.</exception>
    public static ImportColumn Of(string header)
    {
        var text = header.Trim();
        if (text.Length == 0)
        {
            throw new ArgumentException("Import file contains an empty header.");
        }

        var lower = text.ToLowerInvariant();
        return lower switch
        {
            "uuid" or "contact uuid" => new(Uuid, ""),
            "name" => new(ContactName, ""),
            "language" => new(Language, ""),
            "status" => new(Status, ""),
            _ when lower.StartsWith("urn:", StringComparison.Ordinal) => new(Urn, lower["urn:".Length..].Trim()),
            _ when lower.StartsWith("field:", StringComparison.Ordinal) => new(Field, text["field:".Length..].Trim()),
            _ => new(Ignored, ""),
        };
    }
}
