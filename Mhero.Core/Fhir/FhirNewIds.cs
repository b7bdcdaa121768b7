namespace Mhero.Core.Fhir;

/// <summary>Who chooses the ids of resources that mHero makes.</summary>
public enum FhirNewIds
{
    /// <summary>The server: a new resource is written by a conditional update on its identifier.</summary>
    Server,

    /// <summary>
    /// mHero: a new resource is PUT under an id that follows from its source (UUID version 5). Faster on Azure Health Data
    /// Services and free of races; not every server takes ids from clients.
    /// </summary>
    Client,
}
