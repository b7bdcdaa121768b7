using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Mhero.EndToEnd.Tests.Storage;

/// <summary>Stands before the table service. When told so, it holds a request back, or passes it on but drops the connection instead of answering.</summary>
public sealed class LossyProxy : IAsyncDisposable
{
    private static readonly string[] NotForwarded = ["Host", "Connection", "Content-Length", "Transfer-Encoding", "Expect", "Keep-Alive"];

    private readonly HttpClient _client = new();
    private readonly Uri _target;
    private readonly WebApplication _host;
    private int _toLose;

    private LossyProxy(Uri target)
    {
        _target = target;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _host = builder.Build();
        _host.Run(AnswerAsync);
    }

    public string ConnectionString { get; private set; } = string.Empty;

    /// <summary>What happens to the stored rows after a request went through and before its answer is lost.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens before a request is passed on, given its address.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public int Lost { get; private set; }

    public static async Task<LossyProxy> StartAsync(string connectionString)
    {
        var endpoint = connectionString.Split(';').Single(p => p.StartsWith("TableEndpoint=", StringComparison.Ordinal))["TableEndpoint=".Length..];
        var proxy = new LossyProxy(new Uri(new Uri(endpoint).GetLeftPart(UriPartial.Authority)));
        await proxy._host.StartAsync();
        proxy.ConnectionString = connectionString.Replace(proxy._target.Authority, new Uri(proxy._host.Urls.Single()).Authority, StringComparison.Ordinal);
        return proxy;
    }

    /// <summary>Loses the answers of the next transactions.</summary>
    public void Lose(int answers) => _toLose = answers;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        await Before(context.Request.GetEncodedPathAndQuery());
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_target, context.Request.GetEncodedPathAndQuery()));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers.Where(h => !NotForwarded.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToString()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.ToString());
            }
        }

        using var response = await _client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (context.Request.Path.Value!.EndsWith("$batch", StringComparison.Ordinal) && _toLose > 0)
        {
            _toLose--;
            Lost++;
            await Meanwhile();
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers)
            .Where(h => !NotForwarded.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.Body.WriteAsync(answer);
    }
}
