namespace Mhero.Core.Sync.Circuits;

/// <summary>The side that refuses.</summary>
internal enum CircuitSide
{
    RapidPro,
    Fhir,
}
