using System.Text.RegularExpressions;

namespace Mhero.Core.Tests.Documentation;

/// <summary>The licence of a package.</summary>
/// <param name="Package">Name and version.</param>
/// <param name="Licence">SPDX expression; else the file or address that its package names.</param>
internal sealed partial record PackageLicence(string Package, string Licence)
{
    /// <summary>Reads the licence of a NuGet package in the local cache.</summary>
    /// <param name="cache">The cache's folder.</param>
    /// <param name="name">The package, in any case.</param>
    /// <param name="version">Its version.</param>
    public static PackageLicence OfNuGet(string cache, string name, string version)
    {
        name = name.ToLowerInvariant();
        var nuspec = File.ReadAllText(Path.Combine(cache, name, version.ToLowerInvariant(), name + ".nuspec"));
        return new($"{name} {version}", Element().Match(nuspec) is { Success: true } element ? element.Groups[1].Value : Address().Match(nuspec) is { Success: true } address ? address.Groups[1].Value : "");
    }

    [GeneratedRegex("<license [^>]*>([^<]*)</license>")]
    private static partial Regex Element();

    [GeneratedRegex("<licenseUrl>([^<]*)</licenseUrl>")]
    private static partial Regex Address();
}
