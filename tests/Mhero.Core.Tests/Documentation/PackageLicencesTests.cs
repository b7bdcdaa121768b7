using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Documentation;

/// <summary>The licences of all packages, also of those that packages bring along, allow what mHero does with them.</summary>
public sealed class PackageLicencesTests
{
    private static readonly string[] Allowed = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "BlueOak-1.0.0"];

    /// <summary>Packages whose licence is a text or an address, or is another one: what it is, as read in the text.</summary>
    private static readonly Dictionary<string, string> Read = new(StringComparer.Ordinal)
    {
        ["ncrontab"] = "Apache-2.0",
        ["commandlineparser"] = "MIT",
        ["firely.fhir.validation"] = "BSD-3-Clause",
        ["firely.fhir.validation.compilation"] = "BSD-3-Clause",
        ["firely.fhir.validation.r4"] = "BSD-3-Clause",
        ["microsoft.dotnet.platformabstractions"] = "MIT",
        ["system.security.cryptography.protecteddata"] = "MIT",
        ["mono.cecil"] = "MIT",
        ["fare"] = "MIT",
        ["netarchtest.rules"] = "MIT",
        ["simmetrics.net"] = "MIT",
        ["xunit.abstractions"] = "Apache-2.0",
        ["springcomp.gplex.runtime"] = "BSD-2-Clause",
        ["springcomp.gppg.runtime"] = "BSD-2-Clause",
        ["node_modules/uri-templates"] = "MIT",
    };

    /// <summary>Used by tests, benches and checks alone, and never given on: their terms, which allow use.</summary>
    private static readonly Dictionary<string, string> NotGivenOn = new(StringComparer.Ordinal)
    {
        ["deque.axecore.commons"] = "MPL-2.0",
        ["xpath2"] = "MS-PL",
        ["jmespath.net"] = "an address, whose text was not read",
        ["jmespath.net.parser"] = "an address, whose text was not read",
        ["microsoft.netcore.platforms"] = ".NET Library licence",
        ["netstandard.library"] = ".NET Library licence",
        ["node_modules/@cspell/dict-django"] = "WTFPL",
        ["node_modules/@cspell/dict-en-common-misspellings"] = "CC BY-SA 4.0",
    };

    private static readonly string[] Product = ["Mhero.Core", "Mhero.Functions", "Mhero.Cli"];

    [Fact]
    public void NuGetPackages_OfTheProduct_AreAllowed() => Assert.All(NuGet(isProduct: true), package => AssertAllowed(package));

    [Fact]
    public void NuGetPackages_OfTestsAndTools_AreAllowedOrNotGivenOn() => Assert.All(NuGet(isProduct: false), package => AssertAllowed(package, NotGivenOn));

    [Fact]
    public void NpmPackages_OfTheLocalRun_AreAllowed() => Assert.All(Npm("dev", "Mhero.DevHost", "npm"), package => AssertAllowed(package));

    [Fact]
    public void NpmPackages_OfTheSpellingCheck_AreAllowedOrNotGivenOn() => Assert.All(Npm(".ci", "spelling"), package => AssertAllowed(package, NotGivenOn));

    private static void AssertAllowed(PackageLicence package, Dictionary<string, string>? others = null)
    {
        var name = package.Package.Split(' ')[0];
        Assert.True(
            Allowed.Contains(Read.GetValueOrDefault(name, package.Licence)) || others?.ContainsKey(name) is true,
            $"{package.Package} has the licence '{package.Licence}': read it, and add it to this test, or use another package.");
    }

    private static List<PackageLicence> Npm(params string[] folder)
    {
        using var packages = JsonDocument.Parse(File.ReadAllText(Path.Combine([MappingFiles.Root, .. folder, "package-lock.json"])));
        List<PackageLicence> found =
        [
            .. packages.RootElement.GetProperty("packages").EnumerateObject().Where(package => package.Name.Length > 0)
                .Select(package => new PackageLicence(package.Name, package.Value.TryGetProperty("license", out var licence) ? licence.GetString()! : "")),
        ];
        Assert.NotEmpty(found);
        return found;
    }

    private static List<PackageLicence> NuGet(bool isProduct)
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var locks = new[] { ".", "dev", "tests", "bench" }
            .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(MappingFiles.Root, folder), "Mhero.*"))
            .Where(project => Product.Contains(Path.GetFileName(project)) == isProduct)
            .Select(project => Path.Combine(project, "packages.lock.json"))
            .Where(File.Exists);
        var packages = locks.SelectMany(PackagesOf).Distinct().Select(package => PackageLicence.OfNuGet(cache, package.Name, package.Version)).ToList();
        Assert.NotEmpty(packages);
        return packages;
    }

    private static List<(string Name, string Version)> PackagesOf(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!))];
    }
}
