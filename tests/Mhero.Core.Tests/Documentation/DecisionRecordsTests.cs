using System.Text.RegularExpressions;

namespace Mhero.Core.Tests.Documentation;

/// <summary>Each decision record has the one format, and the index of docs/adr lists it under its title.</summary>
public sealed partial class DecisionRecordsTests
{
    private static readonly string[] Sections = ["Context", "Decision", "Consequences", "Alternatives"];

    public static TheoryData<string> Records => [.. DocumentationPages.All.Where(page => Name().IsMatch(page))];

    [Theory]
    [MemberData(nameof(Records))]
    public void Record_Format_IsTheOneOfAll(string page)
    {
        var lines = DocumentationPages.ReadLines(page);

        Assert.Equal(Sections, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        Assert.Matches(@"^# \d+\. \S", lines[0]);
        Assert.StartsWith("- Status: ", lines[2], StringComparison.Ordinal);
        Assert.Matches(@"^- Date: \d{4}-\d\d-\d\d$", lines[3]);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Record_Index_ListsNumberTitleAndDate(string page)
    {
        var heading = Title().Match(DocumentationPages.ReadLines(page)[0]).Groups;
        var date = DocumentationPages.ReadLines(page)[3]["- Date: ".Length..];

        Assert.Single(
            DocumentationPages.ReadLines("docs/adr/README.md"),
            line => line.StartsWith($"| {heading["number"].Value} | [{heading["title"].Value}]({Path.GetFileName(page)}) | ", StringComparison.Ordinal) && line.Contains($" | {date} | ", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^docs/adr/\d{4}-.*\.md$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^# (?<number>\d+)\. (?<title>.*)$")]
    private static partial Regex Title();
}
