using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Documentation;

/// <summary>Each folder of <c>tests/cases</c> is named by a test that executes it.</summary>
public sealed class CaseFoldersTests
{
    [Fact]
    public void Cases_EachFolder_IsNamedByATest()
    {
        var tests = Path.Combine(MappingFiles.Root, "tests");
        var sources = Directory.EnumerateDirectories(tests, "Mhero.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .ToList();
        var cases = Directory.EnumerateDirectories(Path.Combine(tests, "cases")).Select(folder => Path.GetFileName(folder)!).ToList();

        Assert.NotEmpty(cases);
        Assert.All(cases, name => Assert.True(sources.Exists(source => source.Contains(name, StringComparison.Ordinal)), $"{name}: no test names this case."));
    }
}
