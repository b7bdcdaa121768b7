using System.Text.RegularExpressions;

namespace Mhero.Core.Tests.Documentation;

/// <summary>The documentation is written with the terms of docs/glossary.md.</summary>
public sealed partial class TermsTests
{
    private static readonly IReadOnlyList<(BannedTerm Term, Regex Pattern)> Terms =
        [.. BannedTerms.All.Select(term => (term, new Regex(term.Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)))];

    public static TheoryData<string> Pages => [.. DocumentationPages.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_Prose_HasNoBannedTerm(string page)
    {
        var found = DocumentationPages.ReadProse(page)
            .Select(line => (line.Number, Text: Strip(line.Text)))
            .SelectMany(line => Terms
                .Select(term => (term.Term, Match: term.Pattern.Match(line.Text)))
                .Where(hit => hit.Match.Success)
                .Select(hit => $"{page}:{line.Number}: '{hit.Match.Value.Trim()}'; write: {hit.Term.Instead}"))
            .ToList();

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Fact]
    public void Terms_EachPattern_MatchesItsExample() =>
        Assert.All(Terms, term => Assert.Matches(term.Pattern, term.Term.Example));

    /// <summary>Removes code spans, link targets and HTML: they hold names, which the renaming of the code decides about.</summary>
    private static string Strip(string line) => NoProse().Replace(line, string.Empty);

    [GeneratedRegex("`[^`]*`|\\]\\([^)]*\\)|<[^>]*>")]
    private static partial Regex NoProse();
}
