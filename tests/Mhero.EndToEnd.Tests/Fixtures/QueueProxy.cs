using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>Stands before the queue service and refuses messages when told so, in a way that the SDK does not repeat.</summary>
public sealed class QueueProxy : IAsyncDisposable
{
    private static readonly string[] NotForwarded = ["Host", "Connection", "Content-Length", "Transfer-Encoding", "Expect", "Keep-Alive"];

    private readonly HttpClient _client = new();
    private readonly Uri _target;
    private readonly WebApplication _host;

    private QueueProxy(Uri target)
    {
        _target = target;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _host = builder.Build();
        _host.Run(AnswerAsync);
    }

    public string ConnectionString { get; private set; } = "";

    /// <summary>Which sends are refused, by path.</summary>
    public Func<string, bool> Refuse { get; set; } = _ => false;

    public int Refused { get; private set; }

    public static async Task<QueueProxy> StartAsync(string connectionString)
    {
        var endpoint = connectionString.Split(';').Single(p => p.StartsWith("QueueEndpoint=", StringComparison.Ordinal))["QueueEndpoint=".Length..];
        var proxy = new QueueProxy(new Uri(new Uri(endpoint).GetLeftPart(UriPartial.Authority)));
        await proxy._host.StartAsync();
        proxy.ConnectionString = connectionString.Replace(proxy._target.Authority, new Uri(proxy._host.Urls.Single()).Authority, StringComparison.Ordinal);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Method == "POST" && Refuse(context.Request.Path))
        {
            Refused++;
            context.Response.StatusCode = 403;
            return;
        }

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
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(h => !NotForwarded.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.Body.WriteAsync(await response.Content.ReadAsByteArrayAsync());
    }
}
