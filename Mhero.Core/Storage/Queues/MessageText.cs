using System.Diagnostics.CodeAnalysis;

namespace Mhero.Core.Storage.Queues;

/// <summary>
/// The text of a queue message as the Functions host hands it over with <c>messageEncoding: none</c>: base64, which mHero
/// writes, or plain text, which others may write. See docs/adr/0018.
/// </summary>
internal static class MessageText
{
    private const string RawElements = "raw";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a message.</summary>
    /// <param name="message">The message as it lies on the queue, or the payload of a dead letter of an unreadable message.</param>
    /// <param name="bytes">The message's content: decoded where it is base64, else the UTF-8 of the text.</param>
    /// <param name="text">The content as text; null if it is not UTF-8.</param>
    /// <returns>Whether the content is UTF-8 text.</returns>
    public static bool TryRead(string? message, out byte[] bytes, [NotNullWhen(true)] out string? text)
    {
        bytes = Decode(message ?? string.Empty);
        if (RawOf(bytes) is { } raw)
        {
            bytes = raw;
        }

        try
        {
            text = Strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>The payload of a dead letter that keeps the bytes. It can be replayed: <see cref="TryRead"/> takes it for the message itself.</summary>
    /// <param name="bytes">The message's bytes.</param>
    /// <returns>A JSON object with the bytes in base64.</returns>
    public static string PayloadOf(byte[] bytes) => $"{{\"{RawElements}\":\"{Convert.ToBase64String(bytes)}\"}}";

    private static byte[] Decode(string message)
    {
        var decoded = new byte[message.Length];
        return Convert.TryFromBase64String(message, decoded, out var length) ? decoded[..length] : Encoding.UTF8.GetBytes(message);
    }

    /// <summary>The bytes that a payload of <see cref="PayloadOf"/> keeps; null for anything else.</summary>
    private static byte[]? RawOf(byte[] bytes)
    {
        // A payload that is sent within an activity has the trace's context before its own member.
        var context = MessageTrace.LengthIn(bytes);
        if (!(context == 0 ? bytes.AsSpan().StartsWith("{\"raw\":"u8) : bytes.AsSpan(Math.Min(context, bytes.Length)).StartsWith("\"raw\":"u8)))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.GetProperty(RawElements) is { ValueKind: JsonValueKind.String } value && value.TryGetBytesFromBase64(out var raw) ? raw : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
