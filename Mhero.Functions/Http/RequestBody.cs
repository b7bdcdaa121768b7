using Mhero.Core;

namespace Mhero.Functions.Http;

/// <summary>Reads request bodies, and no more of them than is wanted.</summary>
internal static class RequestBody
{
    /// <summary>Room for some ten thousand workers.</summary>
    public const int MaxBundleBytes = 10 * 1024 * 1024;

    /// <summary>Room for a request that carries ten thousand recipients along.</summary>
    public const int MaxRequestBytes = 32 * 1024 * 1024;

    /// <summary>Room for a response and a large Questionnaire.</summary>
    public const int MaxExtractBytes = 2 * 1024 * 1024;

    /// <summary>Room for an answer to a review.</summary>
    public const int MaxDecisionBytes = 16 * 1024;

    /// <summary>The body as text, or why it was not read: too large, not JSON by its Content-Type, not UTF-8.</summary>
    public static async Task<(string Text, (int Status, string Code, string Detail)? Problem)> ReadJsonAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentType is { Length: > 0 } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            return (string.Empty, (StatusCodes.Status415UnsupportedMediaType, HttpCodes.BadContentType, "Send JSON, with Content-Type application/json or application/fhir+json."));
        }

        var (body, problem) = await ReadAsync(request, maxBytes, cancellationToken);
        if (problem is not null)
        {
            return (string.Empty, problem);
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return (string.Empty, (StatusCodes.Status400BadRequest, HttpCodes.Malformed, "The body is not UTF-8."));
        }

        return JsonShape.FaultOf(body.Span) is { } fault ? (string.Empty, (StatusCodes.Status400BadRequest, fault.Code, fault.Detail)) : (text, null);
    }

    /// <summary>The body as it came, or why it was not read: it is too large.</summary>
    public static async Task<(ReadOnlyMemory<byte> Body, (int Status, string Code, string Detail)? Problem)> ReadAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var tooLarge = (StatusCodes.Status413PayloadTooLarge, HttpCodes.TooLarge, $"The body is larger than {maxBytes} bytes: send it in parts.");
        if (request.ContentLength > maxBytes)
        {
            return (default, tooLarge);
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > maxBytes)
            {
                return (default, tooLarge);
            }

            buffer.Write(chunk, 0, read);
        }

        return (buffer.GetBuffer().AsMemory(0, (int)buffer.Length), null);
    }
}
