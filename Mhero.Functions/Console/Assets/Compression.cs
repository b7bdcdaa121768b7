using System.IO.Compression;

namespace Mhero.Functions.Console.Assets;

/// <summary>Compresses answers: the Functions host does not compress those of functions.</summary>
public static class Compression
{
    /// <summary>The encoding of an answer: <c>br</c>, <c>gzip</c>, or null for none.</summary>
    /// <param name="request">The request, with what the browser takes.</param>
    public static string? EncodingOf(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding.Where(a => a.Quality is not 0).Select(a => a.Value.ToString()).ToList();
        return accepted.Contains("br", StringComparer.OrdinalIgnoreCase) ? "br" : accepted.Contains("gzip", StringComparer.OrdinalIgnoreCase) ? "gzip" : null;
    }

    /// <summary>Compresses with Brotli.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="level">How much effort to make.</param>
    public static byte[] Brotli(byte[] content, CompressionLevel level)
    {
        using var buffer = new MemoryStream();
        using (var stream = new BrotliStream(buffer, level))
        {
            stream.Write(content);
        }

        return buffer.ToArray();
    }

    /// <summary>Compresses with gzip.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="level">How much effort to make.</param>
    public static byte[] Gzip(byte[] content, CompressionLevel level)
    {
        using var buffer = new MemoryStream();
        using (var stream = new GZipStream(buffer, level))
        {
            stream.Write(content);
        }

        return buffer.ToArray();
    }
}
