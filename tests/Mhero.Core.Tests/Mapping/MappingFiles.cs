namespace Mhero.Core.Tests.Mapping;

/// <summary>Where the cases and the documentation lie in the working copy.</summary>
internal static class MappingFiles
{
    public static string Root { get; } = FindRoot();

    public static string Cases { get; } = Path.Combine(Root, "tests", "Mhero.Core.Tests", "Mapping", "Cases");

    public static string Documentation { get; } = Path.Combine(Root, "docs", "mapping.md");

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
