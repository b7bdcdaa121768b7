namespace Mhero.Cli.Operators;

/// <summary>The options of lists.</summary>
internal sealed class PageOptions
{
    private readonly Option<int> _max = new("--max") { Description = "How many at most, 1 to 1000.", DefaultValueFactory = _ => 50, HelpName = "number" };
    private readonly Option<string?> _after = new("--after") { Description = "The continuation that the page before printed.", HelpName = "text" };

    public Symbol[] Parts => [_max, _after];

    /// <summary>The parameters of the query.</summary>
    public IEnumerable<(string Name, string? Value)> Of(ParseResult parsed) =>
        [("max", parsed.GetValue(_max).ToString(System.Globalization.CultureInfo.InvariantCulture)), ("after", parsed.GetValue(_after))];
}
