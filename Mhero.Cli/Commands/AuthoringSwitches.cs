using Mhero.Core.Authoring;

namespace Mhero.Cli.Commands;

/// <summary>The options of <c>mhero author</c> that say how the flow is made; their values are read as those of the operation <c>$to-flow</c>.</summary>
internal sealed class AuthoringSwitches
{
    private static readonly (string Name, string Help, string Description)[] Described =
    [
        ("rapidpro", "7.4|8|9|26", "The RapidPro release that imports the flow; 9 unless given."),
        ("date-format", "day-first|month-first|year-first", "The date format of the workspace; day-first unless given."),
        ("menu", "numbers|letters", "How options are listed; numbers unless given."),
        ("selection", "all-numbers|one-by-one", "How a choice of several options is asked; all-numbers unless given."),
        ("retries", "n", "How often a question is asked again after an answer that was not understood; 2 unless given."),
        ("name", "name", "The flow's name; the Questionnaire's identifier of a flow name, or its title, unless given."),
        ("opening", "text", "The first message; fr=… for another language, may be repeated."),
        ("consent", "text", "A question for consent; fr=… for another language, may be repeated."),
        ("keyword", "word", "A word that starts the flow; may be repeated."),
        ("expire", "minutes", "Minutes without an answer after which a run ends; 720 unless given."),
        ("webhook", "url|none", "The address of mHero's webhook with its key, or none; a placeholder unless given."),
        ("secret", "text", "The secret of the webhook; a placeholder unless given."),
        ("page-size", "n", "After how many questions the answers so far are sent to mHero; 10 unless given."),
        ("max-rows", "n", "The most rows of a group that repeats; 5 unless given."),
        ("summary", "true|false", "Whether the last message lists the answers; true unless given."),
    ];

    private readonly List<Option<string[]>> _options =
        [.. Described.Select(o => new Option<string[]>($"--{o.Name}") { Description = o.Description, HelpName = o.Help, DefaultValueFactory = _ => [] })];

    private AuthoringSwitches()
    {
    }

    /// <summary>Adds the options to a command.</summary>
    public static AuthoringSwitches AddTo(Command command)
    {
        var switches = new AuthoringSwitches();
        switches._options.ForEach(command.Options.Add);
        return switches;
    }

    /// <summary>The options that were given, by the names of <see cref="AuthoringOptionsReader.Names"/>.</summary>
    public IReadOnlyList<(string Name, string Value)> Read(ParseResult parsed) =>
        [.. _options.SelectMany(option => parsed.GetValue(option)!.Select(value => (option.Name[2..], value)))];
}
