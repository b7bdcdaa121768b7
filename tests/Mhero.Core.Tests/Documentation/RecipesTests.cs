using System.Text.RegularExpressions;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Documentation;

/// <summary>CONTRIBUTING names files and folders; a developer opens them without a search.</summary>
public sealed partial class RecipesTests
{
    private static readonly string[] Roots = ["Mhero.Core/", "Mhero.Functions/", "Mhero.Cli/", "dev/", "tests/", "bench/", "infra/", "docs/", "examples/"];

    private static readonly string Page = string.Join('\n', DocumentationPages.ReadLines("CONTRIBUTING.md"));

    [Fact]
    public void Contributing_FilesAndFolders_Exist()
    {
        var named = Code().Matches(Page).Select(m => m.Groups["text"].Value)
            .Where(text => Array.Exists(Roots, root => text.StartsWith(root, StringComparison.Ordinal)) && !text.Contains('<', StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(named);
        Assert.Equal([], named.Where(path => !Path.Exists(Path.Combine(MappingFiles.Root, path))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Contributing_Tests_Exist()
    {
        var files = Directory.EnumerateFiles(Path.Combine(MappingFiles.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        var named = Code().Matches(Page).Select(m => m.Groups["text"].Value).Where(text => TestClass().IsMatch(text)).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(named);
        Assert.Equal([], named.Where(name => !files.Contains(name)).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("`(?<text>[^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("^[A-Z][A-Za-z]+Tests$")]
    private static partial Regex TestClass();
}
