namespace Mhero.Core.Mapping.Profiles;

/// <summary>One of the two sides of a merge.</summary>
public enum MergeSide
{
    /// <summary>The health worker registry.</summary>
    Registry,

    /// <summary>The RapidPro workspace.</summary>
    RapidPro,
}
