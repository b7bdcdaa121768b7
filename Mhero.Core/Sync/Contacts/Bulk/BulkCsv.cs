using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>
/// Rows as RapidPro's import takes them: comma-separated UTF-8 without a mark at the beginning (RapidPro would read the mark as part of the first
/// header), quoted by RFC 4180. An empty cell leaves what the contact has; <c>--</c> clears it. Pure.
/// </summary>
internal static class BulkCsv
{
    private const string Separator = ",";
    private const string LineEnd = "\r\n";
    private static readonly char[] Quoted = [',', '"', '\r', '\n'];

    /// <summary>The name of a file.</summary>
    /// <param name="number">Its number, from 1.</param>
    public static string NameOf(int number) => FormattableString.Invariant($"contacts-{number:000}.csv");

    /// <summary>The first line.</summary>
    /// <param name="columns">The columns of the load.</param>
    public static string Header(BulkColumns columns) => Line(
    [
        .. columns.Uuid ? ["Contact UUID"] : Array.Empty<string>(),
        .. Enumerable.Repeat("URN:Tel", columns.Tel),
        .. Enumerable.Repeat("URN:WhatsApp", columns.WhatsApp),
        .. columns.Name ? ["Name"] : Array.Empty<string>(),
        .. columns.Language ? ["Language"] : Array.Empty<string>(),
        .. columns.Fields.Select(f => "Field:" + f),
    ]);

    /// <summary>The line of a row.</summary>
    /// <param name="columns">The columns of the load.</param>
    /// <param name="row">The row.</param>
    public static string Line(BulkColumns columns, BulkRow row) => Line(
    [
        .. columns.Uuid ? [row.Contact?.ToString() ?? ""] : Array.Empty<string>(),
        .. Paths(row, Urn.Tel, columns.Tel),
        .. Paths(row, Urn.WhatsApp, columns.WhatsApp),
        .. columns.Name ? [Cell(row.Attributes.Contains(ProfileAttributes.Name), row.Name)] : Array.Empty<string>(),
        .. columns.Language ? [Cell(row.Attributes.Contains(ProfileAttributes.Language), row.Language)] : Array.Empty<string>(),
        .. columns.Fields.Select(f => Cell(row.Fields.TryGetValue(f, out var value), value)),
    ]);

    private static string Cell(bool isWritten, string? value) => !isWritten ? "" : string.IsNullOrEmpty(value) ? BulkPlan.Clear : value;

    private static IEnumerable<string> Paths(BulkRow row, string scheme, int columns)
    {
        var paths = row.Urns.Where(u => u.StartsWith(scheme + ":", StringComparison.Ordinal)).Select(u => u[(scheme.Length + 1)..]).ToList();
        return paths.Concat(Enumerable.Repeat("", columns - paths.Count));
    }

    private static string Line(IEnumerable<string> cells)
    {
        var line = new StringBuilder();
        line.AppendJoin(Separator, cells.Select(Quote)).Append(LineEnd);
        return line.ToString();
    }

    private static string Quote(string cell) => cell.IndexOfAny(Quoted) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
