using Mhero.Core.Tests.Mapping;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mhero.Core.Tests.Architecture;

/// <summary>The sources of the product and of <c>dev</c>, parsed once.</summary>
internal static class ProductSources
{
    private static readonly string[] Folders = ["Mhero.Core", "Mhero.Functions", "Mhero.Cli"];

    private static readonly Lazy<IReadOnlyList<SyntaxTree>> Product = new(() => [.. Folders.SelectMany(Parse)]);
    private static readonly Lazy<IReadOnlyList<SyntaxTree>> ProductAndDev = new(() => [.. Trees, .. Parse("dev")]);

    /// <summary>The sources of the product.</summary>
    public static IReadOnlyList<SyntaxTree> Trees => Product.Value;

    /// <summary>The sources of the product and of <c>dev</c>.</summary>
    public static IReadOnlyList<SyntaxTree> TreesWithDev => ProductAndDev.Value;

    /// <summary>File and line of a node.</summary>
    public static string PlaceOf(SyntaxNode node) =>
        $"{Path.GetRelativePath(MappingFiles.Root, node.SyntaxTree.FilePath)}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    private static IEnumerable<SyntaxTree> Parse(string folder) => Directory
        .EnumerateFiles(Path.Combine(MappingFiles.Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules"))
        .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), new CSharpParseOptions(LanguageVersion.Preview), file));
}
