namespace Mhero.Core.Mapping.Profiles;

/// <summary>Both sides of one worker, now and when they last agreed.</summary>
/// <param name="LastRegistry">The registry's profile as it was read after the last agreement; null at the first meeting.</param>
/// <param name="LastContact">The contact's profile as it was read after the last agreement; null at the first meeting.</param>
/// <param name="Registry">The registry's profile now.</param>
/// <param name="Contact">The contact's profile now.</param>
/// <param name="Policy">Which side wins a conflict.</param>
/// <param name="Direction">Which side may be changed.</param>
public sealed record MergeInput(
    WorkerProfile? LastRegistry,
    WorkerProfile? LastContact,
    WorkerProfile Registry,
    WorkerProfile Contact,
    ConflictPolicy Policy,
    SyncDirection Direction)
{
    /// <summary>
    /// Attributes that cannot be set in the registry (<see cref="ContactMappingOptions.RegistryOnlyAttributes"/>): they
    /// travel to RapidPro only, whatever the direction.
    /// </summary>
    public IReadOnlySet<string> RegistryOnly { get; init; } = new HashSet<string>();

    /// <summary>
    /// Whether <see cref="SyncDirection.RegistryToRapidPro"/> holds for a time only, as it does while a worker is inactive.
    /// <see cref="MergeResult.Held"/> names the additions of RapidPro in that time, so that they can still reach the registry.
    /// </summary>
    public bool HoldsAdditions { get; init; }
}
