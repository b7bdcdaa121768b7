using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Mhero.Simulator.Api;

/// <summary>Answers the requests of an <see cref="HttpClient"/> without a network.</summary>
/// <param name="answer">Answers a request.</param>
internal sealed class InProcessHandler(Func<HttpContext, Task> answer) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var http = await ContextOfAsync(request, cancellationToken).ConfigureAwait(false);
        using var body = new MemoryStream();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        await answer(http).ConfigureAwait(false);
        await http.Response.CompleteAsync().ConfigureAwait(false);
        var response = new HttpResponseMessage((HttpStatusCode)http.Response.StatusCode) { RequestMessage = request, Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in http.Response.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!))
            {
                response.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
            }
        }

        return response;
    }

    private static async Task<DefaultHttpContext> ContextOfAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var http = new DefaultHttpContext();
        var url = message.RequestUri!;
        var request = http.Request;
        (request.Method, request.Scheme, request.Host, request.Path) = (message.Method.Method, url.Scheme, new HostString(url.Authority), url.AbsolutePath);
        request.QueryString = new QueryString(url.Query);
        foreach (var (name, values) in message.Headers)
        {
            request.Headers[name] = values.ToArray();
        }

        if (message.Content is { } content)
        {
            var bytes = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            request.Body = new MemoryStream(bytes);
            request.ContentLength = bytes.Length;
            request.ContentType = content.Headers.ContentType?.ToString();
        }

        return http;
    }
}
