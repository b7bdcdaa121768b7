using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Mhero.Core.RapidPro;

/// <summary>
/// Checks <see cref="RapidProOptions"/>: the annotations, and what they cannot say. Each failure is one sentence that
/// names the setting as an app setting and says what to change; the token itself is never repeated.
/// </summary>
internal sealed class RapidProOptionsValidator : IValidateOptions<RapidProOptions>
{
    public ValidateOptionsResult Validate(string? name, RapidProOptions options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        List<string> failures = [.. results.Select(result => result.ErrorMessage!)];

        if (options.BaseUrl is { } url && BaseUrlFault(url) is { } urlFault)
        {
            failures.Add(urlFault);
        }

        if (!string.IsNullOrWhiteSpace(options.Token) && TokenFault(options.Token) is { } tokenFault)
        {
            failures.Add(tokenFault);
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

        return token.Any(c => char.IsWhiteSpace(c) || !char.IsAscii(c) || char.IsControl(c))
            ? "Mhero__RapidPro__Token holds blanks or characters that no token has: copy it again, without blanks and line ends."
            : null;
    }
}
