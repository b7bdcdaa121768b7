using System.Net;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>One recorded exchange with RapidPro 9.0.0.</summary>
public sealed record Recording(string Name, string Method, string Endpoint, int Status, JsonElement Body, JsonElement Headers)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "rapidpro-samples");

    public static IReadOnlyList<Recording> All { get; } = [.. Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(Load)];

    public static Recording Named(string name) => All.Single(recording => recording.Name == name);

    public bool IsSuccess => Status is >= 200 and < 300;

    public string Text => Body.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Object when Body.TryGetProperty("_not_json", out var text) => text.GetString()!,
        _ => Body.GetRawText(),
    };

    public HttpResponseMessage ToResponse()
    {
        HttpResponseMessage response = new((HttpStatusCode)Status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Text)) };
        foreach (var header in Headers.EnumerateObject())
        {
            // The body is written anew, so it has another length; the connection is ours.
            if (header.Name is not ("Content-Length" or "Connection")
                && !response.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
            {
                response.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
            }
        }

        return response;
    }

    private static Recording Load(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var request = document.RootElement.GetProperty("request");
        var response = document.RootElement.GetProperty("response");
        var path = request.GetProperty("path").GetString()!.Split('?')[0];
        return new Recording(
            Path.GetFileNameWithoutExtension(file),
            request.GetProperty("method").GetString()!,
            path.Replace("/api/v2/", "", StringComparison.Ordinal).Split('.')[0],
            response.GetProperty("status").GetInt32(),
            response.GetProperty("body").Clone(),
            response.GetProperty("headers").Clone());
    }
}
