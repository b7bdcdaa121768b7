namespace Mhero.Core.Mapping.Profiles;

/// <summary>Whose value is kept when both sides changed the same attribute to different values.</summary>
public enum ConflictPolicy
{
    /// <summary>The registry's.</summary>
    RegistryWins,

    /// <summary>RapidPro's.</summary>
    RapidProWins,
}
