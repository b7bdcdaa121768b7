using System.Net;
using System.Text.RegularExpressions;
using Mhero.Functions.Console.Access;

namespace Mhero.Functions.Tests.Console;

/// <summary>Requests as a browser sends them: with cookies, without following redirects.</summary>
public sealed partial class ConsoleBrowser : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _console;

    public ConsoleBrowser(Uri console)
    {
        _console = console;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies });
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Headers of every request.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public async Task<HttpResponseMessage> GetAsync(string path)
    {
        using var request = NewRequest(HttpMethod.Get, path);
        return await _http.SendAsync(request);
    }

    /// <summary>Reads a page that has to be there.</summary>
    public async Task<string> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {text}");
        return text;
    }

    /// <summary>Sends a form with the token of a page.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string tokenOf, params (string Name, string Value)[] fields)
    {
        var page = await (await GetAsync(tokenOf)).Content.ReadAsStringAsync();
        return await PostWithTokenAsync(path, TokenOf(page), fields);
    }

    /// <summary>Sends a form with a token; null for none.</summary>
    public async Task<HttpResponseMessage> PostWithTokenAsync(string path, string? token, params (string Name, string Value)[] fields)
    {
        using var request = NewRequest(HttpMethod.Post, path);
        var all = fields.Select(field => KeyValuePair.Create(field.Name, field.Value));
        request.Content = new FormUrlEncodedContent(token is null ? all : all.Append(KeyValuePair.Create(FormTokens.Field, token)));
        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> SignInAsync(string key, string wanted = "") => PostAsync("sign-in", "sign-in", ("key", key), ("return", wanted));

    public static string TokenOf(string page) => Token().Match(page).Groups["token"].Value is { Length: > 0 } token ? token : throw new InvalidOperationException("The page has no form: " + page);

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage NewRequest(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path.Length == 0 ? _console.ToString() : $"{_console}/{path}"));
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    [GeneratedRegex($"name=\"{FormTokens.Field}\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
