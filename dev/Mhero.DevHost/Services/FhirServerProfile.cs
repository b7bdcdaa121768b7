namespace Mhero.DevHost.Services;

/// <summary>Which server the FHIR server of the local run behaves as, where R4 leaves behaviour open or servers fall short of it.</summary>
public enum FhirServerProfile
{
    /// <summary>As R4 says, with all that mHero relies on.</summary>
    Default,

    /// <summary>Medplum as it is installed: empty answers to bundles with <c>Prefer: return=minimal</c>, transactions run entry by entry, no ids from clients.</summary>
    Medplum,

    /// <summary>Medplum with transactions turned on: they roll back, and have at most eight conditional entries.</summary>
    MedplumTransactions,

    /// <summary>fhir-candle as it was seen: a search for several values finds nothing.</summary>
    Candle,

    /// <summary>HAPI: search results are remembered for a minute, pages have at most 200 resources, types have a history.</summary>
    Hapi,

    /// <summary>Azure Health Data Services: throttled entries in a batch, at most 500 entries in a bundle.</summary>
    Azure,
}
