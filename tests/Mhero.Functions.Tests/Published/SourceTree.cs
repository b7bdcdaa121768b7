namespace Mhero.Functions.Tests.Published;

/// <summary>The clone that the tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>Folder that holds <c>Mhero.sln</c>.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Mhero.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Mhero.sln was not found above the tests.");
    }
}
