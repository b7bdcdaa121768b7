using Mhero.Core.Floip;
using Mhero.Core.Publishing;

namespace Mhero.Functions.Http;

/// <summary>The shared parts of the functions of the Flow Results API: the address of the request, the token, the answer.</summary>
public static class FlowResultsEndpoint
{
    private const string Scheme = "Token ";

    /// <summary>Why a request that brings a token in place of the function key is refused; null when it is not.</summary>
    public static IResult? Refusal(HttpRequest request, PublishingOptions options)
    {
        if (options.Token is not { Length: > 0 } token)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, FloipCodes.NoAccessToken, "The Flow Results API for tokens is disabled: set Mhero__Publishing__Token, or use /api/floip/packages with the function key.");
        }

        var sent = request.Headers.Authorization.ToString();
        return sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && WebhookEndpoint.IsSame(token, sent[Scheme.Length..].Trim())
            ? null
            : Problems.Of(StatusCodes.Status401Unauthorized, FloipCodes.WrongAccessToken, "The token is missing or wrong: send the header \"Authorization: Token …\" with the token that the operator of mHero set.");
    }

    /// <summary>The address that the client used, without its query: the function key must not come back in links.</summary>
    public static string AddressOf(HttpRequest request, PublishingOptions options)
    {
        var path = request.Path.Value!.TrimEnd('/');
        if (options.PublicBaseUrl is { Length: > 0 } address)
        {
            var packages = path.LastIndexOf("/packages", StringComparison.OrdinalIgnoreCase);
            return address.TrimEnd('/') + path[path.LastIndexOf('/', packages - 1)..];
        }

        return $"{First("X-Forwarded-Proto") ?? request.Scheme}://{First("X-Forwarded-Host") ?? request.Host.ToUriComponent()}{request.PathBase}{path}";

        // Each proxy adds its own value behind.
        string? First(string header) => request.Headers[header].ToString().Split(',')[0].Trim() is { Length: > 0 } value ? value : null;
    }

    /// <summary>The document, or the problem.</summary>
    public static IResult Answer(PublishedAnswer answer) =>
        answer.Code is { } code ? Problems.Of(answer.Status, code, answer.Detail!) : Results.Bytes(answer.Json, PublishedJson.ContentType);
}
