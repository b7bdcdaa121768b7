using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>What each code means, and what to do: the tables of docs/issue-codes.md.</summary>
public sealed partial class CodeGuide
{
    private readonly FrozenDictionary<string, (string Meaning, string Action)> _codes = Read();

    /// <summary>The meaning of a code, and what to do; null for a code that is not listed.</summary>
    /// <param name="code">The code.</param>
    public (string Meaning, string Action)? Find(string code) => _codes.TryGetValue(code, out var found) ? found : null;

    private static FrozenDictionary<string, (string Meaning, string Action)> Read()
    {
        using var reader = new StreamReader(typeof(CodeGuide).Assembly.GetManifestResourceStream("console/issue-codes.md")!);
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            // Code, result where there is one, meaning, what to do.
            if (line.StartsWith("| `MH", StringComparison.Ordinal) && line.Trim('|', ' ').Split(" | ") is { Length: >= 3 } cells)
            {
                found.TryAdd(cells[0].Trim('`', ' '), (Plain(cells[^2]), Plain(cells[^1])));
            }
        }

        return found.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string Plain(string markdown) => Link().Replace(markdown, "${text}").Replace("`", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\([^)]*\)")]
    private static partial Regex Link();
}
