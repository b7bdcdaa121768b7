namespace Mhero.Core.Messaging.OptOut;

/// <summary>The registry's marks of a person's opt-out.</summary>
/// <param name="OwnFlag">By mHero's own Flag, active.</param>
/// <param name="OtherFlag">By an active Flag of another user.</param>
/// <param name="Tag">By the tag; null where tags do not count.</param>
/// <param name="CanHaveFlag">Whether the person can have a Flag: in R4 a Practitioner or Patient.</param>
/// <param name="ChangedAt">When the Flags last changed (UTC, the registry's clock); null when unknown.</param>
internal sealed record RegistryOptOutState(bool OwnFlag, bool OtherFlag, bool? Tag, bool CanHaveFlag, DateTimeOffset? ChangedAt = null)
{
    /// <summary>The marks of a person whom the registry does not have.</summary>
    public static RegistryOptOutState None { get; } = new(false, false, null, false);

    /// <summary>Whether any active Flag is an opt-out.</summary>
    public bool HasFlag => OwnFlag || OtherFlag;
}
