using System.Net;
using Mhero.Simulator.Engine.Expressions;

namespace Mhero.Simulator.Engine.Running;

/// <summary>Calls webhooks as mailroom does, inline while the contact waits. A call is made once: RapidPro 9.0 repeats a POST only when the answer, or its author, asks for it.</summary>
internal static class WebhookCaller
{
    /// <summary>RapidPro 9.0 reads no more of an answer.</summary>
    private const int MaxAnswer = 1 << 20;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip, PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public static async Task<WebhookAnswer> CallAsync(
        RapidProWorkspace workspace, string method, string url, IEnumerable<(string Name, string Value)> headers, string body, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return new WebhookAnswer(method, url, null, null, []);
        }

        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        }

        request.Headers.TryAddWithoutValidation("User-Agent", workspace.UserAgent);
        request.Headers.TryAddWithoutValidation("X-Mailroom-Mode", "normal");
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        workspace.BeforeWebhook?.Invoke(request);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(workspace.WebhookTimeout);
        try
        {
            using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return answer.Length > MaxAnswer
                ? new WebhookAnswer(method, url, null, null, [])
                : new WebhookAnswer(method, url, (int)response.StatusCode, Parse(answer), [.. response.Headers.Select(h => (h.Key, h.Value.First()))]);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new WebhookAnswer(method, url, null, null, []);
        }
    }

    /// <summary>JSON whatever the answer's type says it is; null when it is none.</summary>
    private static object? Parse(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return XValue.FromJson(json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
