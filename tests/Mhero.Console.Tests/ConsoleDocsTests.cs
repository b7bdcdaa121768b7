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

    /// <summary>A test carries out the commands of docs/cli.md over the data of <c>mhero up</c>; doctor has tests of its own.</summary>
    [Fact]
    public void Tasks_OfThePage_AreDoneByCommandsOfThePageOfCommandsToo()
    {
        var known = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "cli.md")).Where(line => line.StartsWith("mhero ", StringComparison.Ordinal)).Append("mhero doctor --flows").ToHashSet(StringComparer.Ordinal);

        var tasks = TaskHeading().Split(Page)[1..].Where((_, i) => i % 2 == 1).Select(task => Command().Matches(task.Split("\nBy [command line]")[^1]).Select(match => match.Groups["text"].Value).ToList()).ToList();

        Assert.Equal(12, tasks.Count);
        Assert.All(tasks, commands =>
        {
            Assert.NotEmpty(commands);
            Assert.All(commands, command => Assert.Contains(command, known));
        });
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

    [GeneratedRegex("`(?<text>mhero [^`]+)`")]
    private static partial Regex Command();

    [GeneratedRegex(@"!\[[^\]]*\]\((?<path>images/[^)]+)\)")]
    private static partial Regex Picture();
}
