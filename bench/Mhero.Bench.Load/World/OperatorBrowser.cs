using System.Net;
using System.Text.RegularExpressions;

namespace Mhero.Bench.Load.World;

/// <summary>An administrator's browser: it has a session of the console, and the function key for the JSON addresses.</summary>
internal sealed partial class OperatorBrowser : IDisposable
{
    private readonly HttpClient _http;

    private OperatorBrowser(HttpClient http) => _http = http;

    public static async Task<OperatorBrowser> SignInAsync(OperatorWorld world)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(world.Address, "api/") };
        http.DefaultRequestHeaders.Add("x-functions-key", OperatorWorld.FunctionKey);
        var form = await http.GetStringAsync(new Uri("console/sign-in", UriKind.Relative));
        using var content = new FormUrlEncodedContent([new("formToken", Token().Match(form).Groups["token"].Value), new("key", OperatorWorld.ConsoleKey), new("return", "")]);
        using var answer = await http.PostAsync(new Uri("console/sign-in", UriKind.Relative), content);
        if (answer.StatusCode != HttpStatusCode.Found)
        {
            throw new BenchException($"The sign-in to the console was answered {(int)answer.StatusCode}.");
        }

        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        return new OperatorBrowser(http);
    }

    /// <summary>Reads an answer to its end.</summary>
    /// <returns>Its status and the bytes of its body.</returns>
    public async Task<(int Status, long Bytes)> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return ((int)answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync()).LongLength);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"formToken\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
