using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Mhero.Functions.Console.Access;

/// <summary>
/// The person whom App Service Authentication signed in. The platform removes these headers from requests that come in from outside; it does so
/// only while it is on, and says that in an environment variable. Otherwise anyone can send them, and they are not read.
/// </summary>
/// <param name="configuration">Holds the environment.</param>
public sealed class EntraPrincipal(IConfiguration configuration)
{
    /// <summary>The variable that App Service sets to <c>True</c> while its authentication is on.</summary>
    public const string SwitchVariable = "WEBSITE_AUTH_ENABLED";

    /// <summary>The header with the claims: base64 of a JSON object.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>The claim with the person's id in the tenant.</summary>
    private const string ObjectIdentifier = "http://schemas.microsoft.com/identity/claims/objectidentifier";

    private const int MaxLength = 64 * 1024;
    private const int LongestName = 200;

    /// <summary>Whether App Service Authentication is on.</summary>
    public bool IsOn => string.Equals(configuration[SwitchVariable], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The person of a request, and the role, null for none of the console's.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Null while App Service Authentication is off, and when no person is signed in with Entra.</returns>
    public (string Name, string Id, ConsoleRole? Role)? Find(HttpRequest request)
    {
        if (!IsOn || request.Headers[Header].ToString() is not { Length: > 0 and <= MaxLength } header || Read(header) is not { } principal
            || !string.Equals(principal.AuthTyp, "aad", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var claims = principal.Claims ?? [];
        var id = claims.FirstOrDefault(c => c.Typ is ObjectIdentifier or "oid")?.Val;
        var name = request.Headers["X-MS-CLIENT-PRINCIPAL-NAME"].ToString() is { Length: > 0 and <= LongestName } sent ? sent : id;
        if (id is not { Length: > 0 } || name is null)
        {
            return null;
        }

        var roles = claims.Where(c => c.Typ is "roles" || (c.Typ is { Length: > 0 } && c.Typ == principal.RoleTyp))
            .Select(c => Enum.GetNames<ConsoleRole>().Contains(c.Val) ? Enum.Parse<ConsoleRole>(c.Val!) : (ConsoleRole?)null)
            .OfType<ConsoleRole>().ToList();
        return (name, id, roles.Count > 0 ? roles.Max() : null);
    }

    private static Principal? Read(string header)
    {
        try
        {
            return JsonSerializer.Deserialize<Principal>(Convert.FromBase64String(header), Json);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record Principal(string? AuthTyp, string? RoleTyp, List<Claim>? Claims);

    private sealed record Claim(string? Typ, string? Val);
}
