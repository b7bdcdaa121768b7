using Microsoft.Extensions.Options;

namespace Mhero.Core.Fhir;

/// <summary>Rules beyond the annotations of <see cref="FhirOptions"/>: the address, and what each way of authentication needs.</summary>
internal sealed class FhirOptionsRules : IValidateOptions<FhirOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, FhirOptions options)
    {
        var faults = new List<string>();
        if (options.BaseUrl is null)
        {
            faults.Add("Mhero__Fhir__BaseUrl is missing: set it to the base address of the FHIR server, for instance https://registry.example.org/fhir.");
        }
        else if (!IsWeb(options.BaseUrl) || options.BaseUrl.Query.Length > 0 || options.BaseUrl.UserInfo.Length > 0)
        {
            faults.Add("Mhero__Fhir__BaseUrl has to be an absolute http or https address without user name and query.");
        }

        CheckAuthentication(options, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckAuthentication(FhirOptions options, List<string> faults)
    {
        switch (options.Authentication)
        {
            case FhirAuthentication.Basic:
                Needed("Username", options.Username, options, faults);
                Needed("Password", options.Password, options, faults);
                break;
            case FhirAuthentication.ClientCredentials:
                Needed("TokenUrl", options.TokenUrl?.OriginalString, options, faults);
                Needed("ClientId", options.ClientId, options, faults);
                Needed("ClientSecret", options.ClientSecret, options, faults);
                if (options.TokenUrl is not null && !IsWeb(options.TokenUrl))
                {
                    faults.Add("Mhero__Fhir__TokenUrl has to be an absolute http or https address.");
                }

                break;
            case FhirAuthentication.None:
            case FhirAuthentication.ManagedIdentity:
                break;
            default:
                faults.Add("Mhero__Fhir__Authentication has to be None, Basic, ClientCredentials or ManagedIdentity.");
                break;
        }
    }

    private static bool IsWeb(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);

    private static void Needed(string setting, string? value, FhirOptions options, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            faults.Add($"Mhero__Fhir__{setting} is missing: Mhero__Fhir__Authentication={options.Authentication} needs it.");
        }
    }
}
