using System.Text.RegularExpressions;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Architecture;

/// <summary>The codes of a family (<c>MH21xx</c>) stand in one class, and in no other place of the source.</summary>
public sealed partial class CodeFamiliesTests
{
    private static readonly string[] Folders = ["Mhero.Core", "Mhero.Functions", "Mhero.Cli", "dev"];

    [Fact]
    public void Families_EachStandsInOneFile()
    {
        var families = Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(MappingFiles.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules"))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => (Family: match.Groups["family"].Value, File: Path.GetRelativePath(MappingFiles.Root, file))))
            .Distinct()
            .ToLookup(found => found.Family, found => found.File);

        Assert.True(families.Count >= 15);
        Assert.Empty(families.Where(family => family.Count() > 1).Select(family => $"MH{family.Key}xx: {string.Join(", ", family)}"));
    }

    [GeneratedRegex("\"MH(?<family>\\d\\d)\\d\\d\"")]
    private static partial Regex Code();
}
