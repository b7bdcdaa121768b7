using System.Collections.Frozen;

namespace Mhero.Functions.Console.Texts;

/// <summary>
/// The texts of the console in one language, by key. They are JSON resources and no satellite assemblies: the app runs without culture data,
/// and each text is in each language, which a test checks.
/// </summary>
public sealed class ConsoleTexts
{
    private static readonly FrozenDictionary<string, ConsoleTexts> Loaded =
        ConsoleLanguages.Names.Keys.ToFrozenDictionary(language => language, language => new ConsoleTexts(language), StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> _texts;

    private ConsoleTexts(string language)
    {
        Language = language;
        using var stream = typeof(ConsoleTexts).Assembly.GetManifestResourceStream($"console/texts/{language}.json")!;
        _texts = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The language.</summary>
    public string Language { get; }

    /// <summary>All keys.</summary>
    public IReadOnlyCollection<string> Keys => _texts.Keys;

    /// <summary>The texts of a language.</summary>
    /// <param name="language">Its code, one of <see cref="ConsoleLanguages.Names"/>.</param>
    public static ConsoleTexts In(string language) => Loaded[language];

    /// <summary>A text.</summary>
    /// <param name="key">Its key; one that does not exist is shown as it is.</param>
    public string this[string key] => _texts.GetValueOrDefault(key, key);

    /// <summary>A text with values.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="values">The values of <c>{0}</c>, <c>{1}</c> …</param>
    public string this[string key, params object?[] values] => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>Whether there is a text.</summary>
    /// <param name="key">Its key.</param>
    public bool Has(string key) => _texts.ContainsKey(key);
}
