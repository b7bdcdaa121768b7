namespace Mhero.Core.Sync.Changes;

/// <summary>A reading that sees changes of some resource types.</summary>
/// <param name="Name">Its name, one for each.</param>
/// <param name="Types">The resource types whose changes it sees.</param>
/// <param name="OrderAsync">Orders it, for when a time has passed.</param>
internal sealed record ChangeLook(string Name, IReadOnlySet<string> Types, Func<TimeSpan, CancellationToken, Task> OrderAsync);
