using System.Text.RegularExpressions;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Documentation;

/// <summary>Each relative link of the documentation leads to a file, and each anchor to a heading of it.</summary>
public sealed partial class LinksTests
{
    public static TheoryData<string> Pages => [.. DocumentationPages.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_RelativeLinks_LeadToFilesAndHeadings(string page)
    {
        var broken = DocumentationPages.ReadProse(page)
            .SelectMany(line => Link().Matches(line.Text).Select(link => (line.Number, Path: link.Groups["path"].Value, Anchor: link.Groups["anchor"].Value)))
            .Where(link => !Exists(page, link.Path, link.Anchor))
            .Select(link => $"{page}:{link.Number}: {link.Path}#{link.Anchor}")
            .ToList();

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    private static bool Exists(string page, string path, string anchor)
    {
        var target = path.Length == 0 ? page : Path.GetRelativePath(MappingFiles.Root, Path.GetFullPath(path, Path.GetDirectoryName(Path.Combine(MappingFiles.Root, page))!));
        var file = Path.Combine(MappingFiles.Root, target);
        return anchor.Length == 0
            ? File.Exists(file) || Directory.Exists(file)
            : File.Exists(file) && Anchors(target).Contains(anchor);
    }

    /// <summary>The anchors that GitHub gives the headings, and those that the page sets.</summary>
    private static HashSet<string> Anchors(string page)
    {
        HashSet<string> anchors = [];
        foreach (var (_, text) in DocumentationPages.ReadProse(page))
        {
            if (Heading().Match(text) is { Success: true } heading)
            {
                var slug = string.Concat(heading.Groups[1].Value.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');
                var free = slug;
                for (var i = 1; !anchors.Add(free); i++)
                {
                    free = $"{slug}-{i}";
                }
            }

            anchors.UnionWith(Anchor().Matches(text).Select(match => match.Groups[1].Value));
        }

        return anchors;
    }

    [GeneratedRegex(@"\]\((?!https?:|mailto:)(?<path>[^)#\s]*)(?:#(?<anchor>[^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex("<a id=\"([^\"]+)\">")]
    private static partial Regex Anchor();
}
