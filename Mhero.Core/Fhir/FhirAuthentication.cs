namespace Mhero.Core.Fhir;

/// <summary>How mHero proves to the FHIR server who it is.</summary>
public enum FhirAuthentication
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>User name and password with each request.</summary>
    Basic,

    /// <summary>An OAuth 2.0 token from <see cref="FhirOptions.TokenUrl"/> for a client id and secret.</summary>
    ClientCredentials,

    /// <summary>A token for the managed identity that the app runs under in Azure.</summary>
    ManagedIdentity,
}
