using System.Collections.Frozen;
using System.IO.Compression;

namespace Mhero.Functions.Console.Assets;

/// <summary>The console's style sheet, script and icon: resources of the assembly, compressed once, under names that change with their content.</summary>
public static class ConsoleAssets
{
    /// <summary>The folder of the assets in the console.</summary>
    public const string Folder = "assets";

    private const string Resources = "console/assets/";
    private const int HashLength = 12;

    private static readonly Lazy<FrozenDictionary<string, Asset>> Loaded = new(Load);

    /// <summary>The name of a file as pages link it.</summary>
    /// <param name="file">The file, such as <c>console.css</c>.</param>
    public static string LinkOf(string file) => $"{Folder}/{Loaded.Value.Values.First(asset => asset.File == file).Name}";

    /// <summary>Answers a request for an asset.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The name after the folder.</param>
    /// <returns>The asset, compressed as the browser takes it, or 404.</returns>
    public static IResult Answer(HttpRequest request, string name)
    {
        if (!Loaded.Value.TryGetValue(name, out var asset))
        {
            return Results.NotFound();
        }

        // The name has the content's hash: the content of a name never changes.
        request.HttpContext.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        request.HttpContext.Response.Headers.Vary = "Accept-Encoding";
        var encoding = Compression.EncodingOf(request);
        if (encoding is not null)
        {
            request.HttpContext.Response.Headers.ContentEncoding = encoding;
        }

        return Results.Bytes(encoding switch { "br" => asset.Brotli, "gzip" => asset.Gzip, _ => asset.Content }, asset.ContentType);
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = typeof(ConsoleAssets).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).Select(resource =>
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var buffer = new MemoryStream();
            stream.CopyTo(buffer);
            return AssetOf(resource[Resources.Length..], buffer.ToArray());
        }).ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);
    }

    private static Asset AssetOf(string file, byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..HashLength];
        var (stem, extension) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file));
        var type = extension switch { ".css" => "text/css; charset=utf-8", ".js" => "text/javascript; charset=utf-8", _ => "image/svg+xml" };
        return new Asset(
            file, $"{stem}.{hash}{extension}", type, content, Compression.Brotli(content, CompressionLevel.SmallestSize), Compression.Gzip(content, CompressionLevel.SmallestSize));
    }

    private sealed record Asset(string File, string Name, string ContentType, byte[] Content, byte[] Brotli, byte[] Gzip);
}
