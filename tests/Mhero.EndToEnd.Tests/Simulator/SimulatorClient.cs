using System.Net.Http.Headers;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>The shortest way to talk to a simulator from a test.</summary>
internal static class SimulatorClient
{
    public static HttpClient For(RapidProSimulator simulator) => new()
    {
        BaseAddress = new Uri(simulator.BaseUrl, "api/v2/"),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Token", simulator.Options.Token) },
    };

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static async Task<(int Status, JsonElement Body)> GetJsonAsync(this HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public static async Task<(int Status, string Body)> PostJsonAsync(this HttpClient http, string path, string body)
    {
        using var response = await http.PostAsync(path, Json(body));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
