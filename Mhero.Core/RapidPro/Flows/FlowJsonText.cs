using Mhero.Core.Json;

namespace Mhero.Core.RapidPro.Flows;

/// <summary>Reads the encoding of JSON files; Windows tools write UTF-16.</summary>
public static class FlowJsonText
{
    /// <summary>The text as UTF-8 without a byte order mark. Parts that are not text are replaced.</summary>
    /// <param name="bytes">UTF-8, UTF-16 or UTF-32, with or without a byte order mark. JSON begins with an ASCII character, which distinguishes them.</param>
    public static ReadOnlyMemory<byte> ToUtf8(ReadOnlySpan<byte> bytes)
    {
        var (encoding, mark) = EncodingOf(bytes);
        return JsonRepair.Repair(encoding is null ? bytes[mark..].ToArray() : Encoding.UTF8.GetBytes(encoding.GetString(bytes[mark..])));
    }

    private static (Encoding? Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (null, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        [not 0, 0, 0, 0, ..] => (Encoding.UTF32, 0),
        [0, 0, 0, not 0, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 0),
        [not 0, 0, not 0, 0, ..] => (Encoding.Unicode, 0),
        [0, not 0, 0, not 0, ..] => (Encoding.BigEndianUnicode, 0),
        _ => (null, 0),
    };
}
