using Mhero.Core.Publishing;
using Mhero.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Tests.Http;

/// <summary>The token and the addresses of the Flow Results API.</summary>
public sealed class FlowResultsEndpointTests
{
    private const string Token = "a token of many characters";

    [Theory]
    [InlineData("Token " + Token, true)]
    [InlineData("token  " + Token + " ", true)]
    [InlineData("Token " + Token + "x", false)]
    [InlineData("Bearer " + Token, false)]
    [InlineData(Token, false)]
    [InlineData("", false)]
    public void Refusal_Header_IsTakenWithTheTokenOnly(string header, bool isTaken)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = header;

        Assert.Equal(isTaken, FlowResultsEndpoint.Refusal(request, new PublishingOptions { Token = Token }) is null);
    }

    [Theory]
    [InlineData(null, null, null, "http://10.0.0.1:80/api/floip/packages/1")]
    [InlineData("https", "mhero.example.org", null, "https://mhero.example.org/api/floip/packages/1")]
    [InlineData("https, http", "front.example.org, 10.0.0.1", null, "https://front.example.org/api/floip/packages/1")]
    [InlineData("https", "mhero.example.org", "https://public.example.org/mhero/api/", "https://public.example.org/mhero/api/floip/packages/1")]
    public void AddressOf_Request_IsTheOneThatTheClientUsed(string? scheme, string? host, string? set, string expected)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host, request.Path, request.QueryString) = ("http", new HostString("10.0.0.1:80"), "/api/floip/packages/1", new QueryString("?code=secret"));
        request.Headers["X-Forwarded-Proto"] = scheme;
        request.Headers["X-Forwarded-Host"] = host;

        Assert.Equal(expected, FlowResultsEndpoint.AddressOf(request, new PublishingOptions { PublicBaseUrl = set }));
    }
}
