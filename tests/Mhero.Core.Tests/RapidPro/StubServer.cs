using System.Net;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Answers the first request with the first answer, and so on; a request too many fails the test.</summary>
internal sealed class StubServer(params StubServer.Answer[] answers) : HttpMessageHandler
{
    private readonly List<Seen> _requests = [];

    public delegate Task<HttpResponseMessage> Answer(CancellationToken cancellationToken);

    public sealed record Seen(string Method, Uri Uri, string Body, string? Authorization);

    public IReadOnlyList<Seen> Requests => _requests;

    public static Answer Json(string body, int status = 200, params (string Name, string Value)[] headers) =>
        Text(body, "application/json", status, headers);

    public static Answer Text(string body, string type, int status = 200, params (string Name, string Value)[] headers) => _ =>
    {
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        foreach ((var name, var value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return Task.FromResult(response);
    };

    public static Answer Recorded(string name) => _ => Task.FromResult(Recording.Named(name).ToResponse());

    public static Answer Throws(Exception error) => _ => Task.FromException<HttpResponseMessage>(error);

    /// <summary>The request arrived, the answer never comes.</summary>
    public static async Task<HttpResponseMessage> Never(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("unreachable");
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        int index;
        lock (_requests)
        {
            _requests.Add(new Seen(request.Method.Method, request.RequestUri!, body, request.Headers.Authorization?.ToString()));
            index = _requests.Count - 1;
        }

        return index < answers.Length
            ? await answers[index](cancellationToken)
            : throw new InvalidOperationException($"request {index + 1} was not expected: {request.Method} {request.RequestUri}");
    }
}
