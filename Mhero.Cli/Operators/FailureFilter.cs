namespace Mhero.Cli.Operators;

/// <summary>The options that select dead letters.</summary>
internal sealed class FailureFilter
{
    private readonly List<(string Name, Option<string?> Option)> _options =
    [
        ("queue", new("--queue") { Description = "Only those of this queue.", HelpName = "name" }),
        ("issue", new("--issue") { Description = "Only those with this issue code, for instance MH3001.", HelpName = "code" }),
        ("text", new("--text") { Description = "Only those whose subject, contact or cause has this text.", HelpName = "text" }),
        ("flow", new("--flow") { Description = "Only those of this flow, by UUID or a part of its name.", HelpName = "flow" }),
        ("facility", new("--facility") { Description = "Only those that name this facility.", HelpName = "name" }),
        ("from", new("--from") { Description = "Only those that failed last at or after this time (UTC), 2026-03-01 or 2026-03-01T08:00:00Z.", HelpName = "time" }),
        ("to", new("--to") { Description = "Only those that failed last before this time (UTC).", HelpName = "time" }),
    ];

    public Symbol[] Parts => [.. _options.Select(option => option.Option)];

    /// <summary>Whether any is given.</summary>
    public bool IsGiven(ParseResult parsed) => _options.Exists(option => parsed.GetValue(option.Option) is not null);

    /// <summary>The parameters of the query.</summary>
    public IEnumerable<(string Name, string? Value)> Of(ParseResult parsed) => _options.Select(option => (option.Name, parsed.GetValue(option.Option)));
}
