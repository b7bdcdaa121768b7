namespace Mhero.Core.RapidPro;

/// <summary>
/// Checks <see cref="RapidProOptions"/> beyond the annotations. Each failure is one sentence that
/// names the setting as an app setting and names the correction; token and secret are never repeated.
/// </summary>
internal sealed class RapidProOptionsRules : IValidateOptions<RapidProOptions>
{
    private const int MinSecretLength = 16;

    public ValidateOptionsResult Validate(string? name, RapidProOptions options)
    {
        List<string> failures = [];
        if (options.BaseUrl is { } url && BaseUrlFault(url) is { } urlFault)
        {
            failures.Add(urlFault);
        }

        if (!string.IsNullOrWhiteSpace(options.Token) && TokenFault(options.Token) is { } tokenFault)
        {
            failures.Add(tokenFault);
        }

        if (options.WebhookSecret is { Length: > 0 } secret && WebhookSecretFault(secret) is { } secretFault)
        {
            failures.Add(secretFault);
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string? BaseUrlFault(Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return "Mhero__RapidPro__BaseUrl is not a web address: begin it with https:// (or http://), such as https://rapidpro.example.org.";
        }

        return url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0
            ? "Mhero__RapidPro__BaseUrl carries more than an address: remove the user name, the part after ? and the part after #."
            : null;
    }

    private static string? TokenFault(string token)
    {
        if (token.StartsWith("Token ", StringComparison.OrdinalIgnoreCase) || token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return "Mhero__RapidPro__Token begins with a scheme: remove the word before the token.";
        }

        return token.Any(IsNoTokenCharacter)
            ? "Mhero__RapidPro__Token holds blanks or characters that no token has: copy it again, without blanks and line ends."
            : null;
    }

    // It travels in a header.
    private static string? WebhookSecretFault(string secret)
    {
        if (secret.Any(IsNoTokenCharacter))
        {
            return "Mhero__RapidPro__WebhookSecret holds blanks or characters that no header takes: use letters, digits and signs.";
        }

        return secret.Length < MinSecretLength
            ? $"Mhero__RapidPro__WebhookSecret is too short to protect the webhook: use at least {MinSecretLength} random characters."
            : null;
    }

    private static bool IsNoTokenCharacter(char c) => char.IsWhiteSpace(c) || !char.IsAscii(c) || char.IsControl(c);
}
