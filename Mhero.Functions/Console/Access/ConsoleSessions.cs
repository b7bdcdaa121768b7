using System.Buffers.Text;

namespace Mhero.Functions.Console.Access;

/// <summary>Sessions of users who sign in with a key: a signed cookie that says who the user is and when the session ends.</summary>
/// <param name="key">Signs the cookies.</param>
/// <param name="options">The users.</param>
/// <param name="time">The clock.</param>
public sealed class ConsoleSessions(SessionKey key, IOptions<ConsoleOptions> options, TimeProvider time)
{
    /// <summary>The cookie's name.</summary>
    public const string Cookie = "mhero-console";

    private const string Purpose = "session";
    private const int MaxLength = 2_000;

    /// <summary>The user to whom a key belongs.</summary>
    /// <param name="typed">The key as it was typed.</param>
    /// <returns>The user's name; null when no user has the key.</returns>
    public string? NameOf(string typed)
    {
        // All keys are compared, in constant time each: the time taken does not show which user's key is alike.
        string? found = null;
        foreach (var (name, user) in options.Value.Users)
        {
            found = Http.WebhookEndpoint.IsSame(user.Key, typed) ? name : found;
        }

        return found;
    }

    /// <summary>Begins a session: sends the cookie.</summary>
    /// <param name="http">The request that signs in.</param>
    /// <param name="name">The user's name.</param>
    /// <param name="path">The path of the console.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task BeginAsync(HttpContext http, string name, string path, CancellationToken cancellationToken)
    {
        var expires = time.GetUtcNow() + options.Value.SessionLength;
        var content = new SessionContent(name, RandomNumberGenerator.GetHexString(32, lowercase: true), expires.ToUnixTimeSeconds());
        var text = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));
        var cookie = $"{text}.{await SignatureAsync(text, name, cancellationToken)}";
        http.Response.Cookies.Append(Cookie, cookie, SettingsOf(http, path, expires));
    }

    /// <summary>Ends the session: removes the cookie.</summary>
    /// <param name="http">The request that signs out.</param>
    /// <param name="path">The path of the console.</param>
    public static void End(HttpContext http, string path) => http.Response.Cookies.Delete(Cookie, SettingsOf(http, path, null));

    /// <summary>The user of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The user; null without a session, and with one that is over, was not signed here, or whose user or key was changed.</returns>
    public async Task<ConsoleUser?> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Cookies[Cookie] is not { Length: > 0 and <= MaxLength } cookie || cookie.Split('.') is not [var text, var signature] || Read(text) is not { } content
            || !options.Value.Users.TryGetValue(content.Name, out var user))
        {
            return null;
        }

        var expected = await SignatureAsync(text, content.Name, cancellationToken);
        var isSigned = CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(expected), System.Text.Encoding.UTF8.GetBytes(signature));
        return isSigned && content.Expires > time.GetUtcNow().ToUnixTimeSeconds() ? new ConsoleUser(content.Name, user.Role, content.Id, false) : null;
    }

    /// <summary>The user's key is part of what is signed: another key ends the user's sessions.</summary>
    private async Task<string> SignatureAsync(string text, string name, CancellationToken cancellationToken)
    {
        var userKey = options.Value.Users.TryGetValue(name, out var user) ? user.Key : "";
        return Base64Url.EncodeToString(await key.SignAsync(Purpose, $"{text}\n{userKey}", cancellationToken));
    }

    private static SessionContent? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<SessionContent>(Base64Url.DecodeFromChars(text)) is { Name: not null, Id: not null } content ? content : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static CookieOptions SettingsOf(HttpContext http, string path, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        Secure = ConsoleAddress.IsSecure(http.Request),
        SameSite = SameSiteMode.Strict,
        Path = path,
        Expires = expires,
        IsEssential = true,
    };

    private sealed record SessionContent(string Name, string Id, long Expires);
}
