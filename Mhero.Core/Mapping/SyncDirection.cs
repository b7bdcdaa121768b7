namespace Mhero.Core.Mapping;

/// <summary>Which side a merge may change.</summary>
public enum SyncDirection
{
    /// <summary>Changes travel both ways.</summary>
    TwoWay,

    /// <summary>The registry is never changed, and what it says is restored in RapidPro.</summary>
    RegistryToRapidPro,
}
