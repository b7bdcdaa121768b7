namespace Mhero.Simulator.Imports;

/// <summary>Reads comma-separated text by RFC 4180.</summary>
internal static class CsvRows
{
    /// <summary>The rows of a text, each as its cells; empty lines are left out.</summary>
    public static IEnumerable<List<string>> Read(string text)
    {
        var (row, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append(c);
                i++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && c == ',')
            {
                Take(row, cell);
            }
            else if (!isQuoted && c is '\r' or '\n' && !isQuoted)
            {
                if (row.Count > 0 || cell.Length > 0)
                {
                    Take(row, cell);
                    yield return row;
                    row = [];
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        if (row.Count > 0 || cell.Length > 0)
        {
            Take(row, cell);
            yield return row;
        }
    }

    private static void Take(List<string> row, StringBuilder cell)
    {
        row.Add(cell.ToString());
        cell.Clear();
    }
}
