using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary>Tables of answers.</summary>
internal static class Tables
{
    /// <summary>Prints a table, or that there is nothing.</summary>
    public static void Write(this IAnsiConsole console, IEnumerable<JsonElement> rows, string none, params Column[] columns)
    {
        var list = rows.ToList();
        if (list.Count == 0)
        {
            console.WriteUnbroken(none);
            return;
        }

        var table = new Table().AddColumns([.. columns.Select(column => column.Header)]);
        foreach (var row in list)
        {
            table.AddRow(columns.Select(column => new Text(column.Of(row) ?? string.Empty)));
        }

        console.Write(table);
    }

    /// <summary>Prints a title and a table, unless it is empty.</summary>
    public static void WritePart(this IAnsiConsole console, string title, IEnumerable<JsonElement> rows, params Column[] columns)
    {
        var list = rows.ToList();
        if (list.Count > 0)
        {
            console.WriteUnbroken(title);
            console.Write(list, string.Empty, columns);
        }
    }

    /// <summary>Prints names and values, those without a value left out.</summary>
    public static void WriteFacts(this IAnsiConsole console, params (string Name, string? Value)[] facts)
    {
        var table = new Table().HideHeaders().AddColumns(string.Empty, string.Empty);
        foreach (var (name, value) in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
        {
            table.AddRow(new Text(name), new Text(value!));
        }

        console.Write(table);
    }
}
