using Mhero.Core.Floip.Json;

namespace Mhero.Core.Floip.Results;

/// <summary>One page of a server's list of packages.</summary>
/// <param name="Packages">The packages of the page.</param>
/// <param name="Next">The address of the next page as the server gives it; null at the end.</param>
public sealed record PackageListPage(IReadOnlyList<PackageListing> Packages, string? Next)
{
    /// <summary>Reads a page.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <returns>The page; entries without an id are left out.</returns>
    /// <exception cref="FloipException">It is not JSON, or has no list of packages.</exception>
    public static PackageListPage Read(ReadOnlyMemory<byte> json)
    {
        using var document = LooseJson.Parse(json);
        var root = document.RootElement;
        var list = root.ValueKind == JsonValueKind.Array ? root : LooseJson.Find(root, "data");
        if (list is not { ValueKind: JsonValueKind.Array } packages)
        {
            throw new FloipException(FloipCodes.NotAPackage, "This is not a list of packages: data is not a list. Check the address of the FLOIP server.");
        }

        var listings = new List<PackageListing>();
        foreach (var entry in packages.EnumerateArray())
        {
            var attributes = LooseJson.FindObject(entry, "attributes") ?? entry;
            if ((LooseJson.FindText(entry, "id") ?? LooseJson.FindText(attributes, "id")) is { } id)
            {
                listings.Add(new PackageListing(id, LooseJson.FindText(attributes, "title") ?? LooseJson.FindText(attributes, "name"), LooseJson.FindText(attributes, "modified")));
            }
        }

        return new PackageListPage(listings, NextOf(root));
    }

    private static string? NextOf(JsonElement root)
    {
        foreach (var links in new[] { LooseJson.FindObject(root, "links"), LooseJson.FindObject(root, "relationships") is { } related ? LooseJson.FindObject(related, "links") : null })
        {
            if (links is { } found && LooseJson.Find(found, "next") is { } next)
            {
                return LooseJson.Text(next) ?? LooseJson.FindText(next, "href");
            }
        }

        return null;
    }
}
