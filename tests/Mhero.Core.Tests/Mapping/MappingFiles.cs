namespace Mhero.Core.Tests.Mapping;

/// <summary>Where the cases and the documentation lie in the working copy.</summary>
internal static class MappingFiles
{
    public static string Root { get; } = FindRoot();

    public static string Cases { get; } = Path.Combine(Root, "tests", "Mhero.Core.Tests", "Mapping", "Cases");

    /// <summary>The pages whose examples are executed: docs/mapping, docs/extraction.md and docs/tutorial.md.</summary>
    public static IReadOnlyList<string> Documentation { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "docs", "mapping"), "*.md").Order(StringComparer.Ordinal),
        Path.Combine(Root, "docs", "extraction.md"),
        Path.Combine(Root, "docs", "tutorial.md"),
    ];

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Mhero.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("No Mhero.sln above the test assembly.");
    }
}
