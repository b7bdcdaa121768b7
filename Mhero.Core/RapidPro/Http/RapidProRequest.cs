using System.Net.Http.Headers;

namespace Mhero.Core.RapidPro.Http;

/// <summary>One call of the API, which may take several tries.</summary>
internal sealed class RapidProRequest
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");
    private readonly byte[]? _body;

    private RapidProRequest(HttpMethod method, RapidProEndpoint endpoint, string query, byte[]? body, bool repeatable)
    {
        Method = method;
        Endpoint = endpoint;
        Query = query;
        _body = body;
        IsRepeatable = repeatable;
    }

    public HttpMethod Method { get; }

    public RapidProEndpoint Endpoint { get; }

    /// <summary>Empty, or <c>?</c> and the escaped parameters.</summary>
    public string Query { get; }

    /// <summary>Whether sending it twice does the same as sending it once.</summary>
    public bool IsRepeatable { get; }

    /// <summary>Whether even a refusal is not waited for and repeated within the call.</summary>
    public bool IsSentOnce { get; private init; }

    public bool IsWrite => Method != HttpMethod.Get;

    /// <summary>Whether some try of this write may have taken effect although its answer never came.</summary>
    public bool MayHaveBeenDone { get; private set; }

    public static RapidProRequest Get(RapidProEndpoint endpoint, string query = "") =>
        new(HttpMethod.Get, endpoint, query, null, repeatable: true);

    /// <summary>A write that does something new each time it is done; it is sent again only when it certainly was not done.</summary>
    public static RapidProRequest Create(RapidProEndpoint endpoint, byte[] body) =>
        new(HttpMethod.Post, endpoint, "", body, repeatable: false);

    /// <summary>A write that reaches people. It is sent once: the claim under which it is sent ends, and waits within the call could outlast it.</summary>
    public static RapidProRequest Send(RapidProEndpoint endpoint, byte[] body) =>
        new(HttpMethod.Post, endpoint, "", body, repeatable: false) { IsSentOnce = true };

    /// <summary>A write that sets a state and may be repeated.</summary>
    public static RapidProRequest Set(RapidProEndpoint endpoint, string query, byte[] body) =>
        new(HttpMethod.Post, endpoint, query, body, repeatable: true);

    /// <summary>Removes an object; a repeat changes nothing.</summary>
    public static RapidProRequest Delete(RapidProEndpoint endpoint, string query) =>
        new(HttpMethod.Delete, endpoint, query, null, repeatable: true);

    public void AnswerLost() => MayHaveBeenDone |= IsWrite;

    // A byte array has a length: some WSGI servers in front of RapidPro take no chunked bodies.
    public HttpRequestMessage ToMessage(string apiRoot)
    {
        HttpRequestMessage message = new(Method, string.Concat(apiRoot, Endpoint.Name, ".json", Query));
        if (_body is not null)
        {
            message.Content = new ByteArrayContent(_body) { Headers = { ContentType = JsonType } };
        }

        return message;
    }

    /// <summary>The call for people, without its parameters: those may hold a number.</summary>
    public override string ToString() => $"{Method.Method} {Endpoint.Name}";
}
