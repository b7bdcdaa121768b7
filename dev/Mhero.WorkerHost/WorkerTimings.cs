namespace Mhero.WorkerHost;

/// <summary>How long after the start of its process a worker reached each step.</summary>
/// <param name="Connected">The worker opened the stream to its host.</param>
/// <param name="Initialized">The worker answered the host's init request: its service container is built.</param>
/// <param name="Loaded">All functions are loaded; the first request can be sent.</param>
public sealed record WorkerTimings(TimeSpan Connected, TimeSpan Initialized, TimeSpan Loaded);
