using Mhero.Core;

namespace Mhero.Functions.Http;

/// <summary>Checks what every JSON endpoint relies on, before anything is read from a body.</summary>
internal static class JsonShape
{
    /// <summary>Deeper than any FHIR resource; System.Text.Json's own limit.</summary>
    private const int MaxDepth = 64;

    /// <summary>The fault of a body, with a code; null when it is one JSON object, of sensible depth, without repeated members and without broken text.</summary>
    public static (string Code, string Detail)? FaultOf(ReadOnlySpan<byte> json)
    {
        // "JSON texts begin without a byte order mark" (RFC 8259, 8.1); parsers may ignore one, and clients on Windows send it.
        if (json.StartsWith("\uFEFF"u8))
        {
            json = json["\uFEFF"u8.Length..];
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        var members = new Stack<HashSet<string>?>();
        try
        {
            for (var isFirst = true; reader.Read(); isFirst = false)
            {
                if (isFirst && reader.TokenType != JsonTokenType.StartObject)
                {
                    return (HttpCodes.NotAnObject, "The body is not a JSON object: send one object.");
                }

                if (FaultOf(ref reader, members) is { } fault)
                {
                    return fault;
                }
            }

            return null;
        }
        catch (JsonException e) when (e.Message.Contains("depth", StringComparison.OrdinalIgnoreCase))
        {
            return (HttpCodes.TooDeep, $"The body is nested more than {MaxDepth} levels deep.");
        }
        catch (JsonException e)
        {
            return (HttpCodes.Malformed, $"The body is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).");
        }
        catch (InvalidOperationException)
        {
            return (HttpCodes.Malformed, $"A text near byte {reader.TokenStartIndex} holds half of a surrogate pair: send whole characters.");
        }
    }

    private static (string Code, string Detail)? FaultOf(ref Utf8JsonReader reader, Stack<HashSet<string>?> members)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                members.Push(new HashSet<string>(StringComparer.Ordinal));
                break;
            case JsonTokenType.StartArray:
                members.Push(null);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                members.Pop();
                break;
            case JsonTokenType.PropertyName when !members.Peek()!.Add(reader.GetString()!):
                return (HttpCodes.DuplicateMember, $"The member '{reader.GetString()}' is given twice in one object: give it once.");
            case JsonTokenType.String:
                _ = reader.GetString();
                break;
        }

        return null;
    }
}
