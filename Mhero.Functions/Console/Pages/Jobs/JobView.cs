using Mhero.Core.Storage.Jobs;

namespace Mhero.Functions.Console.Pages.Jobs;

/// <summary>A bulk operation.</summary>
/// <param name="Job">The job.</param>
public sealed record JobView(Job Job)
{
    /// <summary>Whether it goes on.</summary>
    public bool IsOpen => Job.State is JobStates.Queued or JobStates.Running;
}
