using System.Net;
using System.Net.Sockets;

namespace Mhero.EndToEnd.Tests.Simulator.Engine;

/// <summary>A server that webhooks can call: keeps what it was sent, and answers what it is told to.</summary>
internal sealed class WebhookListener : IDisposable
{
    private readonly HttpListener _listener = new();

    public WebhookListener()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        Url = $"http://127.0.0.1:{port}/hook";
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public List<(string Method, string Path, WebHeaderCollection Headers, string Body)> Calls { get; } = [];

    public Func<int, (int Status, string Body)> Answer { get; set; } = _ => (200, "{}");

    /// <summary>Waited for before each answer.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            Calls.Add((context.Request.HttpMethod, context.Request.RawUrl!, (WebHeaderCollection)context.Request.Headers, await reader.ReadToEndAsync()));
            await Gate;
            var (status, body) = Answer(Calls.Count);
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }
}
