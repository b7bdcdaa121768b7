namespace Mhero.Core.Mapping.Profiles;

/// <summary>Which side a merge may change.</summary>
public enum SyncDirection
{
    /// <summary>Changes travel both ways.</summary>
    TwoWay,

    /// <summary>The registry is never changed, and its values are restored in RapidPro.</summary>
    RegistryToRapidPro,
}
