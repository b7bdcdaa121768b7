namespace Mhero.Core.Sync.Groups;

/// <summary>Which side owns the members of a group.</summary>
public enum GroupSource
{
    /// <summary>The registry; RapidPro's group follows.</summary>
    Registry,

    /// <summary>RapidPro; the registry's Group follows.</summary>
    RapidPro,
}
