namespace Mhero.Core.Fhir;

/// <summary>Which side chooses the ids of resources that mHero makes.</summary>
public enum FhirNewIds
{
    /// <summary>
    /// As the server's CapabilityStatement allows: the server, by conditional updates on identifiers; mHero for types that R4 cannot
    /// find by an identifier (Provenance …), and where the server does not support conditional updates, if it creates resources by
    /// update (<c>updateCreate</c>).
    /// </summary>
    Automatic,

    /// <summary>The server, always: a new resource is written by a conditional update on its identifier, or on a tag where it has none.</summary>
    Server,

    /// <summary>
    /// mHero: a new resource is PUT under an id that follows from its source (UUID version 5). Faster on Azure Health Data
    /// Services and free of races; not every server takes ids from clients.
    /// </summary>
    Client,
}
