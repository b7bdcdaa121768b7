using System.Buffers.Text;

namespace Mhero.Functions.Console.Access;

/// <summary>The token of each form, which no page of another site can know, and the check of where a POST comes from.</summary>
/// <param name="key">Signs the tokens.</param>
public sealed class FormTokens(SessionKey key)
{
    /// <summary>The form field.</summary>
    public const string Field = "formToken";

    /// <summary>Binds the form of the sign-in page, which has no session yet, to the browser.</summary>
    public const string VisitorCookie = "mhero-console-visitor";

    private const string Purpose = "form";
    private const int NonceLength = 16;

    /// <summary>A token. Each one differs, so that its bytes cannot be found by the size of compressed pages.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string> IssueAsync(string session, CancellationToken cancellationToken)
    {
        var nonce = RandomNumberGenerator.GetHexString(NonceLength, lowercase: true);
        return $"{nonce}.{await SignAsync(session, nonce, cancellationToken)}";
    }

    /// <summary>Whether a POST comes from a form of the session.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The form's token.</param>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> IsValidAsync(HttpRequest request, string? token, string session, CancellationToken cancellationToken)
    {
        // Browsers say where a request comes from; a page cannot change it.
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none"))
        {
            return false;
        }

        return token?.Split('.') is [{ Length: NonceLength } nonce, { Length: > 0 } signature]
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(await SignAsync(session, nonce, cancellationToken)), Encoding.UTF8.GetBytes(signature));
    }

    /// <summary>The value that binds the sign-in form to a browser: that of its cookie, or a new one, which is sent.</summary>
    /// <param name="http">The request.</param>
    /// <param name="path">The path of the console.</param>
    public static string VisitorOf(HttpContext http, string path)
    {
        if (http.Request.Cookies[VisitorCookie] is { Length: 32 } known)
        {
            return "visitor " + known;
        }

        var visitor = RandomNumberGenerator.GetHexString(32, lowercase: true);
        http.Response.Cookies.Append(
            VisitorCookie, visitor, new CookieOptions { HttpOnly = true, Secure = ConsoleAddress.IsSecure(http.Request), SameSite = SameSiteMode.Strict, Path = path, IsEssential = true });
        return "visitor " + visitor;
    }

    private async Task<string> SignAsync(string session, string nonce, CancellationToken cancellationToken) =>
        Base64Url.EncodeToString(await key.SignAsync(Purpose, $"{nonce}\n{session}", cancellationToken));
}
