namespace Mhero.Core.Storage.Jobs;

/// <summary>The last job of a kind and filter, so that a second order finds the one that runs.</summary>
/// <param name="Job">The job's id.</param>
internal sealed record JobPointer(string Job);
