using System.Text.Json;
using Mhero.Core.Storage.Audit;
using Microsoft.Extensions.Configuration;

namespace Mhero.Core.Operating;

/// <summary>
/// Finds who calls: the person whom App Service Authentication signed in, else a caller with a key. The headers of App Service
/// Authentication count only where it is on (<c>WEBSITE_AUTH_ENABLED</c>, which Azure sets): elsewhere any caller can write them.
/// Source: "Work with user identities in Azure App Service authentication", Microsoft Learn.
/// </summary>
/// <param name="configuration">The app settings.</param>
public sealed class OperatorIdentity(IConfiguration configuration)
{
    /// <summary>The header in which a caller with a key states a name.</summary>
    public const string NameHeader = "x-mhero-operator";

    private const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL";
    private const string NameOfPrincipalHeader = "X-MS-CLIENT-PRINCIPAL-NAME";

    /// <summary>The roles, the one that allows most first.</summary>
    private static readonly string[] Roles = ["Administrator", "Operator", "Reader"];

    /// <summary>Whether App Service Authentication is on.</summary>
    public bool IsSignInOn => string.Equals(configuration["WEBSITE_AUTH_ENABLED"], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The caller.</summary>
    /// <param name="header">Gives the value of a header of the request; null or empty for none.</param>
    /// <returns>The signed-in person with their role, or a caller with a key.</returns>
    public Operator Of(Func<string, string?> header)
    {
        if (IsSignInOn && header(PrincipalHeader) is { Length: > 0 } principal)
        {
            var (name, role) = Read(principal);
            if ((name ?? header(NameOfPrincipalHeader)) is { Length: > 0 } known)
            {
                return new Operator(known, role);
            }
        }

        return Operator.WithKey(header(NameHeader));
    }

    /// <summary>The name and the role in a principal: base64 of a JSON object with claims.</summary>
    private static (string? Name, string? Role) Read(string principal)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(principal));
            var root = document.RootElement;
            var claims = root.GetProperty("claims").EnumerateArray().Select(claim => (Type: TextOf(claim, "typ"), Value: TextOf(claim, "val"))).ToList();
            var (nameType, roleType) = (TextOf(root, "name_typ"), TextOf(root, "role_typ"));
            return (
                claims.Find(claim => claim.Type == nameType).Value,
                Roles.FirstOrDefault(role => claims.Exists(claim => (claim.Type == roleType || claim.Type == "roles") && claim.Value == role)));
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, null);
        }
    }

    private static string? TextOf(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
