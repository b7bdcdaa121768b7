using System.IO.Compression;
using Mhero.Functions.Console.Assets;
using Mhero.Functions.Console.Routing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Mhero.Functions.Console.Rendering;

/// <summary>Renders pages on the server.</summary>
/// <param name="services">What components could inject.</param>
/// <param name="loggers">Logs failures of components.</param>
public sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>Only the console's own style sheet, script and addresses; no inline script or style, no frame.</summary>
    private const string ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>Renders a page, compressed as the browser takes it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="page">The page.</param>
    /// <param name="view">What its components know.</param>
    /// <param name="isPartial">Whether only the content is wanted, without what surrounds it.</param>
    public async Task<IResult> RenderAsync(HttpContext http, PageAnswer page, ConsoleView view, bool isPartial)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Shell>(ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(Shell.View)] = view,
            [nameof(Shell.Page)] = page,
            [nameof(Shell.IsPartial)] = isPartial,
        }))).ToHtmlString());

        var content = Encoding.UTF8.GetBytes(html);
        var encoding = Compression.EncodingOf(http.Request);
        if (encoding is not null)
        {
            http.Response.Headers.ContentEncoding = encoding;
            content = encoding == "br" ? Compression.Brotli(content, CompressionLevel.Fastest) : Compression.Gzip(content, CompressionLevel.Optimal);
        }

        http.Response.StatusCode = page.Status;
        return Results.Bytes(content, "text/html; charset=utf-8");
    }

    /// <summary>The headers of every answer of the console.</summary>
    /// <param name="response">The answer.</param>
    public static void SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept-Encoding, Accept-Language, Cookie, HX-Request";
    }
}
