using System.Collections.Frozen;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>The configured texts of codes, both ways; the way back ignores case, blanks and diacritics.</summary>
internal sealed class CodeDisplays
{
    private readonly FrozenDictionary<string, string> _texts;
    private readonly FrozenDictionary<string, string> _codes;

    public CodeDisplays(IReadOnlyDictionary<string, string>? map)
    {
        map ??= new Dictionary<string, string>();
        _texts = map.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        var back = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (code, text) in map)
        {
            back.TryAdd(TextNormalizer.Fold(text), code);
        }

        // Flows often save the code itself; a text of another code comes first.
        foreach (var code in map.Keys)
        {
            back.TryAdd(TextNormalizer.Fold(code), code);
        }

        _codes = back.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The text that RapidPro shows for a code; null when none is configured.</summary>
    public string? TextOf(string? code) => code is null ? null : _texts.GetValueOrDefault(code);

    /// <summary>The code that a text from RapidPro means; null when none is configured for it.</summary>
    public string? CodeOf(string text) => _codes.Count == 0 ? null : _codes.GetValueOrDefault(TextNormalizer.Fold(text));
}
