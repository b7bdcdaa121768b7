using System.Text.RegularExpressions;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Documentation;

/// <summary>docs/issue-codes.md explains every code of the source, and no other.</summary>
public sealed partial class IssueCodesTests
{
    private static readonly string[] SourceFolders = ["Mhero.Core", "Mhero.Functions", "Mhero.Cli", "dev"];

    private static readonly IReadOnlyList<(string Code, string Meaning, string Action)> Documented =
        [.. DocumentationPages.ReadLines("docs/issue-codes.md").Select(line => Row().Match(line)).Where(row => row.Success).Select(row =>
            (row.Groups["code"].Value, row.Groups["meaning"].Value.Trim(), row.Groups["action"].Value.Trim()))];

    [Fact]
    public void Page_Codes_AreThoseOfTheSource()
    {
        var source = SourceFolders.Select(folder => Path.Combine(MappingFiles.Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !Generated().IsMatch(file))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.True(source.Count > 200);
        Assert.Equal(source, Documented.Select(row => row.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Page_EachCode_HasMeaningAndAction() => Assert.All(Documented, row =>
    {
        Assert.True(row.Meaning.Length > 10, $"{row.Code} has no meaning.");
        Assert.True(row.Action.Length > 3, $"{row.Code} does not say what to do.");
    });

    [GeneratedRegex(@"^\| `(?<code>MH\d{4})` \| (?<result>[^|]*) \| (?<meaning>[^|]*) \| (?<action>[^|]*) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\bMH\d{4}\b")]
    private static partial Regex Code();

    [GeneratedRegex(@"[\\/](?:obj|bin|node_modules)[\\/]")]
    private static partial Regex Generated();
}
