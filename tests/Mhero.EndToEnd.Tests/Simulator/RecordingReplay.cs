using System.Net.Http.Headers;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>Sends a recording's request to a simulator and holds the answer against the recorded one.</summary>
internal sealed class RecordingReplay(RapidProSimulator simulator) : IDisposable
{
    private static readonly HashSet<string> Nothing = [];
    private static readonly HashSet<string> Created = ["uuid", "created_on", "modified_on"];
    private static readonly HashSet<string> Updated = ["modified_on"];

    private readonly HttpClient _http = new() { BaseAddress = simulator.BaseUrl };

    public void Dispose() => _http.Dispose();

    public async Task<JsonElement> PlayAsync(Recording recording)
    {
        using var request = new HttpRequestMessage(new HttpMethod(recording.Method), simulator.BaseUrl.GetLeftPart(UriPartial.Authority) + recording.Path);
        request.Headers.Host = RecordedWorld.Host;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (Authorization(recording) is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (recording.RequestBody.ValueKind != JsonValueKind.Null)
        {
            var body = recording.RequestBody.ValueKind == JsonValueKind.String ? recording.RequestBody.GetString()! : recording.RequestBody.GetRawText();
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", recording.ContentType);
        }

        using var response = await _http.SendAsync(request);
        return await CompareAsync(recording, response);
    }

    private static async Task<JsonElement> CompareAsync(Recording recording, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(recording.Status == (int)response.StatusCode, $"recorded {recording.Status}, answered {(int)response.StatusCode} {text}");
        Assert.Empty(response.Headers.WwwAuthenticate);
        Assert.Equal(recording.Headers["Allow"], string.Join(", ", response.Content.Headers.Allow));
        Assert.Equal(recording.Headers.ContainsKey("X-Temba-Org"), response.Headers.Contains("X-Temba-Org"));
        Assert.Equal(recording.Headers.GetValueOrDefault("Retry-After"), response.Headers.RetryAfter?.ToString());
        if (recording.Body.ValueKind == JsonValueKind.Null)
        {
            Assert.Equal("", text);
            return default;
        }

        Assert.Equal(recording.Headers["Content-Type"], response.Content.Headers.ContentType?.ToString());
        if (recording.Body.ValueKind == JsonValueKind.Object && recording.Body.TryGetProperty("_not_json", out var notJson))
        {
            Assert.Equal(notJson.GetString(), text);
            return default;
        }

        var answered = JsonDocument.Parse(text).RootElement;
        var fresh = recording.Status == 201 ? Created : recording.Method == "POST" && recording.Status == 200 ? Updated : Nothing;
        JsonComparison.AssertSame(recording.Body, answered, recording.Name == "groups_list" ? Created : fresh);
        return answered;
    }

    /// <summary>The recordings mask tokens; what stood there is known from their names.</summary>
    private string? Authorization(Recording recording)
    {
        var token = simulator.Options.Token;
        static string Basic(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
        return (recording.Name, recording.Authorization) switch
        {
            ("auth_basic_ok", _) => Basic($"admin@example.org:{token}"),
            ("auth_basic_bad", _) => Basic($"somebody@example.org:{token}"),
            ("auth_malformed_header", _) => "Token",
            ("auth_revoked_token", _) => "Token 0123456789012345678901234567890123456789",
            (_, "Token <surveyor>") => "Token surveyor",
            (_, null) => null,
            (_, var masked) => $"{masked.Split(' ')[0]} {token}",
        };
    }
}
