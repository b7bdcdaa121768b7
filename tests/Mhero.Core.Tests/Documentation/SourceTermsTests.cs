using System.Text.RegularExpressions;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Documentation;

/// <summary>Comments, XML docs and texts of the source are written with the terms of docs/glossary.md.</summary>
public sealed partial class SourceTermsTests
{
    private static readonly string[] SourceFolders = ["Mhero.Core", "Mhero.Functions", "Mhero.Cli", "dev"];

    private static readonly IReadOnlyList<(BannedTerm Term, Regex Pattern)> Terms =
        [.. BannedTerms.All.Select(term => (term, new Regex(term.Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)))];

    [Fact]
    public void Source_CommentsAndTexts_HaveNoBannedTerm()
    {
        var files = SourceFolders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(MappingFiles.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !Generated().IsMatch(file))
            .ToList();
        var found = files.SelectMany(FindIn).ToList();

        Assert.True(files.Count > 500);
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    private static IEnumerable<string> FindIn(string file) =>
        from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
        from part in Prose().Matches(line.Text).Where(match => match.Value.Contains(' ', StringComparison.Ordinal)).Select(match => NoProse().Replace(match.Value.TrimStart('/', '"'), string.Empty))
        from term in Terms
        let hit = term.Pattern.Match(part)
        where hit.Success
        select $"{Path.GetRelativePath(MappingFiles.Root, file)}:{line.Number}: '{hit.Value.Trim()}'; write: {term.Term.Instead}";

    /// <summary>A comment to the end of the line, or a string.</summary>
    [GeneratedRegex(@"(?<![:""\w])//.*|""(?:[^""\\]|\\.)*""")]
    private static partial Regex Prose();

    [GeneratedRegex("`[^`]*`|<[^>]*>|\\{[^}]*\\}|https?://\\S*")]
    private static partial Regex NoProse();

    [GeneratedRegex(@"[\\/](?:obj|bin|node_modules)[\\/]")]
    private static partial Regex Generated();
}
