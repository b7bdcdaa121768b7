namespace Mhero.Bench.Load.Measure;

/// <summary>Processor time of the processes around mHero, which run on the same machine and take their share of it.</summary>
/// <param name="RapidPro">The simulator.</param>
/// <param name="Fhir">The FHIR stand-in.</param>
/// <param name="Storage">Azurite; null where it cannot be told.</param>
internal sealed record OthersUsage(TimeSpan RapidPro, TimeSpan Fhir, TimeSpan? Storage)
{
    public OthersUsage Since(OthersUsage before) => new(RapidPro - before.RapidPro, Fhir - before.Fhir, Storage - before.Storage);
}
