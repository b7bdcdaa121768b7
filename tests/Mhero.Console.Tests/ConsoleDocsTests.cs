using System.Text.RegularExpressions;

namespace Mhero.Console.Tests;

/// <summary>docs/console.md has the tasks that the tests play, and pictures that exist.</summary>
public sealed partial class ConsoleDocsTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "console.md"));

    [Fact]
    public void Tasks_OfThePage_ArePlayedByATestEach()
    {
        var played = typeof(OperatorTaskTests).GetMethods()
            .SelectMany(method => method.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(TraitAttribute))
            .Select(attribute => (string)attribute.ConstructorArguments[1].Value!);

        Assert.Equal(TaskHeading().Matches(Page).Select(match => match.Groups["number"].Value), played.OrderBy(int.Parse));
    }

    [Fact]
    public void Pictures_OfThePage_ExistAndAreSmall()
    {
        var pictures = Picture().Matches(Page).Select(match => Path.Combine(Repository.Root, "docs", match.Groups["path"].Value)).ToList();

        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture => Assert.InRange(new FileInfo(picture).Length, 1, 150_000));
    }

    [GeneratedRegex(@"^### (?<number>[0-9]+)\. ", RegexOptions.Multiline)]
    private static partial Regex TaskHeading();

    [GeneratedRegex(@"!\[[^\]]*\]\((?<path>images/[^)]+)\)")]
    private static partial Regex Picture();
}
