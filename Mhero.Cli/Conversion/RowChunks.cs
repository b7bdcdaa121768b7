using System.Text.RegularExpressions;

namespace Mhero.Cli.Conversion;

/// <summary>Cuts a file of Flow Results rows into requests. A bare list is read row by row, whatever its length.</summary>
internal static partial class RowChunks
{
    private const int MaxRows = 1_000;
    private const int MaxCharacters = 4_000_000;

    /// <summary>Reads the rows of a file.</summary>
    /// <param name="file">A list of rows, or the answer of a FLOIP server with <c>responses</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="JsonException">It is not JSON, or has no list of rows.</exception>
    public static async IAsyncEnumerable<RowChunk> ReadAsync(FileInfo file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (text, first, count) = (new StringBuilder(), 0, 0);
        await foreach (var row in RowsAsync(file, cancellationToken))
        {
            var raw = row.GetRawText();
            if (count == MaxRows || (count > 0 && text.Length + raw.Length > MaxCharacters))
            {
                yield return new RowChunk($"[{text}]", first, count);
                (first, count) = (first + count, 0);
                text.Clear();
            }

            text.Append(count++ == 0 ? "" : ",").Append(raw);
        }

        if (count > 0)
        {
            yield return new RowChunk($"[{text}]", first, count);
        }
    }

    /// <summary>The path of a finding in a file, from its path in a chunk (<c>responses[3]</c>).</summary>
    /// <param name="path">The path in the chunk.</param>
    /// <param name="first">The position of the chunk's first row in the file.</param>
    public static string PathIn(string path, int first) =>
        Index().Replace(path, match => string.Create(CultureInfo.InvariantCulture, $"responses[{first + int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)}]"));

    private static async IAsyncEnumerable<JsonElement> RowsAsync(FileInfo file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        if (IsList(stream))
        {
            await foreach (var row in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream, cancellationToken: cancellationToken))
            {
                yield return row;
            }

            yield break;
        }

        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        foreach (var row in RowsOf(document.RootElement).EnumerateArray())
        {
            yield return row;
        }
    }

    /// <summary>Looks at the first character after a byte order mark and blanks, and goes back to the beginning.</summary>
    private static bool IsList(Stream stream)
    {
        int next;
        do
        {
            next = stream.ReadByte();
        }
        while (next is 0xEF or 0xBB or 0xBF or ' ' or '\t' or '\r' or '\n');

        stream.Position = 0;
        return next == '[';
    }

    private static JsonElement RowsOf(JsonElement root)
    {
        foreach (var path in new[] { new[] { "data", "attributes", "responses" }, ["data", "responses"], ["responses"] })
        {
            var found = root;
            if (Array.TrueForAll(path, name => found.ValueKind == JsonValueKind.Object && found.TryGetProperty(name, out found)) && found.ValueKind == JsonValueKind.Array)
            {
                return found;
            }
        }

        throw new JsonException("No list of rows.");
    }

    [GeneratedRegex(@"responses\[([0-9]+)\]")]
    private static partial Regex Index();
}
