namespace Mhero.Functions.Console.Rendering;

/// <summary>
/// Writes CSV as spreadsheets open it: UTF-8 with a byte order mark, RFC 4180. A cell that a spreadsheet would take for a formula begins with an
/// apostrophe.
/// </summary>
public static class Csv
{
    /// <summary>Writes rows.</summary>
    /// <param name="rows">The rows, the heading first.</param>
    public static byte[] Write(IEnumerable<IEnumerable<string?>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static string Cell(string? value)
    {
        var cell = value ?? "";
        if (cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n')
        {
            cell = "'" + cell;
        }

        return cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
