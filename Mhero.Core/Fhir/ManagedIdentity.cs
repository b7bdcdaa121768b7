using Azure.Core;
using Azure.Identity;

namespace Mhero.Core.Fhir;

/// <summary>Tokens for the identity that the app runs under in Azure.</summary>
/// <remarks>
/// The one place outside of Storage that uses Azure's libraries. The rule that only Storage uses the Azure SDK is about
/// where data is kept; a token is all that is taken here, and nothing of Azure leaves this file.
/// </remarks>
internal static class ManagedIdentity
{
    public static Func<CancellationToken, Task<FhirToken>> From(FhirOptions options)
    {
        var credential = new ManagedIdentityCredential(
            string.IsNullOrWhiteSpace(options.ClientId) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(options.ClientId));
        var context = new TokenRequestContext([ScopeOf(options)]);
        return async cancellationToken =>
        {
            try
            {
                var token = await credential.GetTokenAsync(context, cancellationToken);
                return new FhirToken(token.Token, token.ExpiresOn);
            }
            catch (CredentialUnavailableException e)
            {
                throw new FhirException(FhirErrorKind.Configuration, FhirErrorCodes.NoToken, "no managed identity here: give the app one, or change Mhero__Fhir__Authentication", e) { NeverSent = true };
            }
            catch (AuthenticationFailedException e)
            {
                throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.NoToken, "the managed identity got no token: check Mhero__Fhir__ClientId and Mhero__Fhir__Scope if it stays so", e) { NeverSent = true };
            }
        };
    }

    internal static string ScopeOf(FhirOptions options) =>
        string.IsNullOrWhiteSpace(options.Scope) ? $"{options.BaseUrl!.GetLeftPart(UriPartial.Authority)}/.default" : options.Scope;
}
