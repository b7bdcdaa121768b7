using System.Text.Encodings.Web;

namespace Mhero.Simulator.Api;

/// <summary>An answer, ready to be sent.</summary>
internal sealed class ApiResponse(int status) : IDisposable
{
    /// <summary>The framework writes letters of every script as they are.</summary>
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonSerializerOptions Nodes = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Status { get; } = status;

    public string ContentType { get; private init; } = "application/json";

    public int? RetryAfter { get; private init; }

    public PooledBuffer Body { get; } = new();

    public static ApiResponse NoContent() => new(204);

    public static ApiResponse Detail(int status, string detail, int? retryAfter = null) =>
        Text(status, new JsonObject { ["detail"] = detail }.ToJsonString(Nodes), "application/json", retryAfter);

    /// <summary>A 400 about the body as a whole.</summary>
    public static ApiResponse Invalid(string error) => Json(400, new JsonObject { ["non_field_errors"] = new JsonArray(error) });

    public static ApiResponse Json(int status, JsonNode body) => Text(status, body.ToJsonString(Nodes), "application/json");

    public static ApiResponse ServerError() =>
        Text(500, "Server Error. Site administrators have been notified.", "text/html; charset=utf-8");

    public static ApiResponse Text(int status, string body, string contentType, int? retryAfter = null)
    {
        var response = new ApiResponse(status) { ContentType = contentType, RetryAfter = retryAfter };
        var bytes = response.Body.GetSpan(Encoding.UTF8.GetMaxByteCount(body.Length));
        response.Body.Advance(Encoding.UTF8.GetBytes(body, bytes));
        return response;
    }

    public static ApiResponse Json(int status, Action<Utf8JsonWriter> write)
    {
        var response = new ApiResponse(status);
        using var writer = new Utf8JsonWriter(response.Body, WriterOptions);
        write(writer);
        return response;
    }

    public void Dispose() => Body.Dispose();
}
