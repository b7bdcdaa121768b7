namespace Mhero.Cli.Operators;

/// <summary>A column of a table.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Of">The value of a row; null or empty for none.</param>
internal sealed record Column(string Header, Func<JsonElement, string?> Of)
{
    /// <summary>A member of the row.</summary>
    public static Column Text(string header, string member) => new(header, row => row.Text(member));

    /// <summary>A time of the row, in UTC.</summary>
    public static Column Time(string header, string member) => new(header, row => row.Time(member));
}
