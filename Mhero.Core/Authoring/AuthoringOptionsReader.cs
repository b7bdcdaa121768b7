namespace Mhero.Core.Authoring;

/// <summary>Reads the options of the command and of the operation, which have the same names and values.</summary>
/// <param name="language">The tag of the language of texts that name none.</param>
public sealed class AuthoringOptionsReader(string language)
{
    private static readonly Dictionary<string, RapidProTarget> Targets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["7.4"] = RapidProTarget.V7_4,
        ["8"] = RapidProTarget.V8,
        ["9"] = RapidProTarget.V9,
        ["26"] = RapidProTarget.V26,
    };

    private static readonly Dictionary<string, WorkspaceDateFormat> DateFormats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["day-first"] = WorkspaceDateFormat.DayFirst,
        ["month-first"] = WorkspaceDateFormat.MonthFirst,
        ["year-first"] = WorkspaceDateFormat.YearFirst,
    };

    private static readonly Dictionary<string, MenuStyle> Menus = new(StringComparer.OrdinalIgnoreCase) { ["numbers"] = MenuStyle.Numbers, ["letters"] = MenuStyle.Letters };

    private static readonly Dictionary<string, SelectionStyle> Selections = new(StringComparer.OrdinalIgnoreCase)
    {
        ["all-numbers"] = SelectionStyle.AllNumbers,
        ["one-by-one"] = SelectionStyle.OneByOne,
    };

    private readonly List<string> _faults = [];

    /// <summary>The names of the options.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["rapidpro", "date-format", "menu", "selection", "retries", "name", "opening", "consent", "keyword", "expire", "webhook", "secret", "page-size", "max-rows", "summary"];

    /// <summary>Reads the options.</summary>
    /// <param name="given">Names and values; <c>opening</c>, <c>consent</c> and <c>keyword</c> may be there several times.</param>
    /// <param name="faults">Every fault with its option; empty when all is well.</param>
    /// <returns>The options; with faults those that could be read.</returns>
    public AuthoringOptions Read(IEnumerable<(string Name, string Value)> given, out IReadOnlyList<string> faults)
    {
        _faults.Clear();
        var options = new AuthoringOptions();
        foreach (var (name, value) in given)
        {
            options = With(options, name, value.Trim());
        }

        faults = [.. _faults, .. options.Validate()];
        return options;
    }

    private AuthoringOptions With(AuthoringOptions options, string name, string value) => name switch
    {
        "rapidpro" => options with { Target = Choose(name, value, Targets, options.Target) },
        "date-format" => options with { DateFormat = Choose(name, value, DateFormats, options.DateFormat) },
        "menu" => options with { Menu = Choose(name, value, Menus, options.Menu) },
        "selection" => options with { Selection = Choose(name, value, Selections, options.Selection) },
        "retries" => options with { Retries = Number(name, value, options.Retries) },
        "expire" => options with { ExpireAfterMinutes = Number(name, value, options.ExpireAfterMinutes) },
        "page-size" => options with { PageSize = Number(name, value, options.PageSize) },
        "max-rows" => options with { MaxRows = Number(name, value, options.MaxRows) },
        "name" => options with { FlowName = value.Length == 0 ? null : value },
        "opening" => options with { Opening = With(options.Opening, value) },
        "consent" => options with { Consent = With(options.Consent, value) },
        "keyword" => options with { Keywords = [.. options.Keywords, value] },
        "webhook" => options with { Webhook = value.Equals("none", StringComparison.OrdinalIgnoreCase) ? null : value },
        "secret" => options with { WebhookSecret = value },
        "summary" => options with { Summary = Choose(name, value, new() { ["true"] = true, ["false"] = false }, options.Summary) },
        _ => Unknown(options, name),
    };

    private AuthoringOptions Unknown(AuthoringOptions options, string name)
    {
        _faults.Add($"'{name}' is not an option; those are {string.Join(", ", Names)}.");
        return options;
    }

    private T Choose<T>(string name, string value, Dictionary<string, T> values, T otherwise)
    {
        if (values.TryGetValue(value.ToLowerInvariant(), out var chosen))
        {
            return chosen;
        }

        _faults.Add($"{name} must be one of {string.Join(", ", values.Keys)}.");
        return otherwise;
    }

    private int Number(string name, string value, int otherwise)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        _faults.Add($"{name} must be a whole number.");
        return otherwise;
    }

    /// <summary><c>fr=Bonjour</c> is a text of a language; a text without a tag is of the Questionnaire's own.</summary>
    private Dictionary<string, string> With(IReadOnlyDictionary<string, string> texts, string value)
    {
        var sign = value.IndexOf('=', StringComparison.Ordinal);
        var hasTag = sign is > 1 and < 12 && value[..sign].All(c => char.IsAsciiLetter(c) || c == '-');
        return new Dictionary<string, string>(texts) { [hasTag ? value[..sign] : language] = hasTag ? value[(sign + 1)..].Trim() : value };
    }
}
