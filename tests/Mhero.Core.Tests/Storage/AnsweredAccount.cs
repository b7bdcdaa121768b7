using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Mhero.Core.Storage;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Storage;

/// <summary>A storage account whose answers a test gives; without one, both services list nothing.</summary>
internal sealed class AnsweredAccount : IDisposable
{
    private readonly HttpClientTransport _transport;

    /// <summary>Makes it.</summary>
    /// <param name="answer">Answers a request; null for an empty list.</param>
    /// <param name="usesIdentity">Whether the app signs in by its identity, else by a key.</param>
    /// <param name="hasToken">Whether the identity gets a token.</param>
    public AnsweredAccount(Func<HttpRequestMessage, HttpResponseMessage?>? answer = null, bool usesIdentity = false, bool hasToken = true)
    {
        Http = new(request => answer?.Invoke(request) ?? Empty(request));
        _transport = new HttpClientTransport(Http);
        var options = usesIdentity ? new StorageOptions { AccountName = "acct" } : new StorageOptions { ConnectionString = "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=YQ==;EndpointSuffix=core.windows.net" };
        Account = new StorageAccount(Options.Create(options), _transport, new Identity(hasToken));
    }

    public AnsweringHandler Http { get; }

    public StorageAccount Account { get; }

    /// <summary>A refusal by the service that a request is for, as it writes one.</summary>
    public static HttpResponseMessage Refusal(HttpRequestMessage request, int status, string code) => new((HttpStatusCode)status)
    {
        Content = IsTables(request)
            ? new StringContent($$$$"""{"odata.error":{"code":"{{{{code}}}}","message":{"lang":"en-US","value":"refused"}}}""", Encoding.UTF8, "application/json")
            : new StringContent($"""<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>refused</Message></Error>""", Encoding.UTF8, "application/xml"),
        Headers = { { "x-ms-error-code", code } },
    };

    public static bool IsTables(HttpRequestMessage request) => request.RequestUri!.Host.Contains(".table.", StringComparison.Ordinal);

    public void Dispose()
    {
        _transport.Dispose();
        Http.Dispose();
    }

    private static HttpResponseMessage Empty(HttpRequestMessage request) => new(HttpStatusCode.OK)
    {
        Content = IsTables(request)
            ? new StringContent("""{"value":[]}""", Encoding.UTF8, "application/json")
            : new StringContent("""<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://acct.queue.core.windows.net/"><Queues /><NextMarker /></EnumerationResults>""", Encoding.UTF8, "application/xml"),
    };

    private sealed class Identity(bool hasToken) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            hasToken ? new AccessToken("token", DateTimeOffset.MaxValue) : throw new AuthenticationFailedException("none");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
