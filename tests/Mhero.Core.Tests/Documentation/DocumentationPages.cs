using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Documentation;

/// <summary>The pages of the documentation: those at the root, docs, and the READMEs of the examples, the benches and the app.</summary>
internal static class DocumentationPages
{
    /// <summary>Paths relative to the root of the repository, with <c>/</c>, in ordinal order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "bench/README.md", "Mhero.Functions/README.md", "tests/cases/README.md" }
            .Concat(Find("docs", "*.md"))
            .Concat(Find("examples", "README.md"))
            .Order(StringComparer.Ordinal),
    ];

    public static string[] ReadLines(string page) => File.ReadAllLines(Path.Combine(MappingFiles.Root, page));

    /// <summary>The lines outside fenced blocks, each with its number, which begins at 1.</summary>
    public static IEnumerable<(int Number, string Text)> ReadProse(string page)
    {
        var isFenced = false;
        foreach (var (text, index) in ReadLines(page).Select((text, index) => (text, index)))
        {
            if (text.StartsWith("```", StringComparison.Ordinal))
            {
                isFenced = !isFenced;
            }
            else if (!isFenced)
            {
                yield return (index + 1, text);
            }
        }
    }

    private static IEnumerable<string> Find(string folder, string pattern) => Directory
        .EnumerateFiles(Path.Combine(MappingFiles.Root, folder), pattern, SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(MappingFiles.Root, file).Replace('\\', '/'));
}
