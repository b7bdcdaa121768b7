namespace Mhero.Bench.Load;

/// <summary>Where the workers are at first.</summary>
internal enum LoadDirection
{
    /// <summary>Both worlds, one after the other.</summary>
    Both,

    /// <summary>All in the registry, none in RapidPro.</summary>
    ToRapidPro,

    /// <summary>All in RapidPro, none in the registry.</summary>
    FromRapidPro,
}
