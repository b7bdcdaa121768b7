namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>The side that refuses.</summary>
internal enum CircuitSide
{
    RapidPro,
    Fhir,
    Dhis2,
    Madx,
}
