namespace Mhero.Core.Mapping.Profiles;

/// <summary>The writes on either side that make both agree again.</summary>
/// <param name="Registry">The profile that the registry should have.</param>
/// <param name="RegistryChanges">The attributes to write there; empty when there is nothing to do.</param>
/// <param name="Contact">The profile that the contact should have.</param>
/// <param name="ContactChanges">The attributes to write there; empty when there is nothing to do.</param>
/// <param name="Conflicts">The attributes that both sides changed differently, with the side that won.</param>
public sealed record MergeResult(
    WorkerProfile Registry,
    IReadOnlySet<string> RegistryChanges,
    WorkerProfile Contact,
    IReadOnlySet<string> ContactChanges,
    IReadOnlyList<MergeConflict> Conflicts)
{
    /// <summary>
    /// Attributes that could not be decided, because the registry (or, for numbers, RapidPro) cannot speak for them now.
    /// Keep both last-seen values of these (<see cref="ProfileMerge.LastSeen"/>), so that a change is found later.
    /// </summary>
    public IReadOnlySet<string> Deferred { get; init; } = new HashSet<string>();

    /// <summary>
    /// Attributes to which RapidPro added something that this merge kept from the registry (<see cref="MergeInput.HoldsAdditions"/>).
    /// Keep the contact's last-seen value of these, so that a later merge finds the addition.
    /// </summary>
    public IReadOnlySet<string> Held { get; init; } = new HashSet<string>();
}
