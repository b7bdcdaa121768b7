using System.Buffers;

namespace Mhero.Core.RapidPro.Http;

/// <summary>
/// The body of an error answer, in any of its shapes: <c>{"detail":"…"}</c>, <c>{"name":["…"]}</c>,
/// <c>{"urns":{"0":["…"]}}</c>, <c>{"fields":{"age":["…"]}}</c>, <c>{"non_field_errors":["…"]}</c>, plain text, HTML.
/// </summary>
/// <param name="IsJson">Whether the API itself answered, rather than a proxy or another site.</param>
/// <param name="Errors">The errors in the body.</param>
internal readonly record struct RapidProErrorBody(bool IsJson, IReadOnlyList<RapidProFieldError> Errors)
{
    /// <summary>Whether the connection broke before its end, so that the errors are not known.</summary>
    public bool IsCut { get; private init; }

    // Validation errors are short; a debug page or a portal is not worth reading to its end.
    private const int MaxBytes = 64 * 1024;
    private const int MaxPlainText = 500;

    public static async Task<RapidProErrorBody> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes), MaxBytes, throwOnEndOfStream: false, cancellationToken);
            return Parse(buffer.AsMemory(0, length), response.Content.Headers.ContentType?.MediaType);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            // Most statuses are enough.
            return Parse(default, response.Content.Headers.ContentType?.MediaType) with { IsCut = true };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static RapidProErrorBody Parse(ReadOnlyMemory<byte> body, string? mediaType)
    {
        var trimmed = body.Span.Trim(" \r\n\t"u8);
        if (trimmed.IsEmpty)
        {
            return new(mediaType == "application/json", []);
        }

        if (trimmed[0] is (byte)'{' or (byte)'[')
        {
            try
            {
                using var document = JsonDocument.Parse(body);
                List<RapidProFieldError> errors = [];
                Collect(document.RootElement, "", errors);
                return new(true, errors);
            }
            catch (JsonException)
            {
                return new(false, []);
            }
        }

        var text = Encoding.UTF8.GetString(trimmed[..Math.Min(trimmed.Length, MaxPlainText)]);
        return new(false, trimmed[0] == (byte)'<' ? [] : [new RapidProFieldError("", text)]);
    }

    private static void Collect(JsonElement element, string path, List<RapidProFieldError> errors)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Collect(property.Value, Join(path, property.Name), errors);
                }

                break;

            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    // A list of texts is several messages about one thing, a list of anything else is about its items.
                    Collect(item, item.ValueKind == JsonValueKind.String ? path : $"{path}[{index}]", errors);
                    index++;
                }

                break;

            case JsonValueKind.String:
                errors.Add(new RapidProFieldError(path, element.GetString()!));
                break;

            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;

            default:
                errors.Add(new RapidProFieldError(path, element.GetRawText()));
                break;
        }
    }

    private static string Join(string path, string name)
    {
        if (path.Length == 0)
        {
            return name is "detail" or "non_field_errors" ? "" : name;
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"{path}[{name}]" : $"{path}.{name}";
    }
}
