namespace Mhero.Simulator.Api;

/// <summary>Reads the Authorization header as RapidPro does. Every refusal is a 403, and none asks to authenticate.</summary>
internal static class Credentials
{
    private const string None = "Authentication credentials were not provided.";

    /// <summary>The role of the caller, or null with what is wrong.</summary>
    public static SimulatedTokenRole? Check(string? header, RapidProWorkspace workspace, out string refusal)
    {
        refusal = None;
        var space = header?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        var keyword = space < 0 ? header ?? "" : header![..space];
        var rest = space < 0 ? "" : header![(space + 1)..].Trim();
        if (keyword.Equals("Token", StringComparison.OrdinalIgnoreCase))
        {
            refusal = rest.Length == 0 ? "Invalid token header. No credentials provided."
                : rest.Contains(' ', StringComparison.Ordinal) ? "Invalid token header. Token string should not contain spaces."
                : "Invalid token";
            return workspace.TryGetToken(rest, out var owner) ? owner.Role : null;
        }

        if (!keyword.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        refusal = "Invalid token or email";
        var bytes = new byte[rest.Length];
        if (!Convert.TryFromBase64String(rest, bytes, out var length) || Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is not [var email, var token])
        {
            return null;
        }

        return workspace.TryGetToken(token, out var user) && user.Email.Equals(email, StringComparison.OrdinalIgnoreCase) ? user.Role : null;
    }
}
