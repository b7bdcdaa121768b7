namespace Mhero.Core.Operating;

/// <summary>
/// Finds the person whom App Service Authentication signed in. The platform removes its headers from requests that come in from outside, but only
/// while it is on, which it says in an environment variable: elsewhere any caller can write them, and they are not read.
/// Source: "Work with user identities in Azure App Service authentication", Microsoft Learn.
/// </summary>
/// <param name="configuration">The app settings, with the environment.</param>
public sealed class AppServiceSignIn(IConfiguration configuration)
{
    /// <summary>The variable that App Service sets to <c>True</c> while its authentication is on.</summary>
    public const string SwitchVariable = "WEBSITE_AUTH_ENABLED";

    /// <summary>The header with the claims: base64 of a JSON object.</summary>
    public const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL";

    private const string NameHeader = "X-MS-CLIENT-PRINCIPAL-NAME";
    private const string Entra = "aad";
    private const string ObjectId = "http://schemas.microsoft.com/identity/claims/objectidentifier";
    private const int LongestPrincipal = 64 * 1024;
    private const int LongestName = 200;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Whether App Service Authentication is on.</summary>
    public bool IsOn => string.Equals(configuration[SwitchVariable], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The person of a request.</summary>
    /// <param name="header">Gives the value of a header of the request; null or empty for none.</param>
    /// <returns>Null while App Service Authentication is off, and for a request without a principal that can be read.</returns>
    public SignedInPerson? Find(Func<string, string?> header)
    {
        if (!IsOn || header(PrincipalHeader) is not { Length: > 0 and <= LongestPrincipal } text || Read(text) is not { } principal)
        {
            return null;
        }

        var claims = principal.Claims ?? [];
        var id = string.Equals(principal.AuthTyp, Entra, StringComparison.OrdinalIgnoreCase) ? claims.FirstOrDefault(c => c.Typ is ObjectId or "oid")?.Val : null;
        var name = header(NameHeader) is { Length: > 0 and <= LongestName } sent ? sent : claims.FirstOrDefault(c => c.Typ is not null && c.Typ == principal.NameTyp)?.Val ?? id;
        return name is { Length: > 0 }
            ? new SignedInPerson(name, id, [.. claims.Where(c => c.Typ is "roles" || (c.Typ is { Length: > 0 } && c.Typ == principal.RoleTyp)).Select(c => c.Val).OfType<string>()])
            : null;
    }

    private static Principal? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Principal>(Convert.FromBase64String(text), Json);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private sealed record Principal(string? AuthTyp, string? NameTyp, string? RoleTyp, List<Claim>? Claims);

    private sealed record Claim(string? Typ, string? Val);
}
