namespace Mhero.Core.Fhir;

/// <summary>Rules beyond the annotations of <see cref="FhirOptions"/>: the address, and what each way of authentication needs.</summary>
internal sealed class FhirOptionsRules : IValidateOptions<FhirOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, FhirOptions options)
    {
        var faults = FaultsOf(options, "Mhero__Fhir__");
        if (options.BaseUrl is null)
        {
            faults.Insert(0, "Mhero__Fhir__BaseUrl is missing: set it to the base address of the FHIR server, for instance https://registry.example.org/fhir.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>The faults of an address that is given, and of the authentication.</summary>
    /// <param name="options">The options.</param>
    /// <param name="prefix">The beginning of the names of the settings.</param>
    internal static List<string> FaultsOf(FhirOptions options, string prefix)
    {
        var faults = new List<string>();
        if (options.BaseUrl is { } address && (!IsWeb(address) || address.Query.Length > 0 || address.UserInfo.Length > 0))
        {
            faults.Add($"{prefix}BaseUrl has to be an absolute http or https address without user name and query.");
        }

        CheckAuthentication(options, prefix, faults);
        return faults;
    }

    private static void CheckAuthentication(FhirOptions options, string prefix, List<string> faults)
    {
        switch (options.Authentication)
        {
            case FhirAuthentication.Basic:
                Needed("Username", options.Username, options, prefix, faults);
                Needed("Password", options.Password, options, prefix, faults);
                break;
            case FhirAuthentication.ClientCredentials:
                Needed("TokenUrl", options.TokenUrl?.OriginalString, options, prefix, faults);
                Needed("ClientId", options.ClientId, options, prefix, faults);
                Needed("ClientSecret", options.ClientSecret, options, prefix, faults);
                if (options.TokenUrl is not null && !IsWeb(options.TokenUrl))
                {
                    faults.Add($"{prefix}TokenUrl has to be an absolute http or https address.");
                }

                break;
            case FhirAuthentication.None:
            case FhirAuthentication.ManagedIdentity:
                break;
            default:
                faults.Add($"{prefix}Authentication has to be None, Basic, ClientCredentials or ManagedIdentity.");
                break;
        }
    }

    private static bool IsWeb(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);

    private static void Needed(string setting, string? value, FhirOptions options, string prefix, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            faults.Add($"{prefix}{setting} is missing: {prefix}Authentication={options.Authentication} needs it.");
        }
    }
}
