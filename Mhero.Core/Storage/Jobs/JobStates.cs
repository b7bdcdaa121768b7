namespace Mhero.Core.Storage.Jobs;

/// <summary>The states of a <see cref="Job"/>.</summary>
public static class JobStates
{
    /// <summary>On the queue, not begun.</summary>
    public const string Queued = "queued";

    /// <summary>Begun.</summary>
    public const string Running = "running";

    /// <summary>At its end.</summary>
    public const string Done = "done";

    /// <summary>Abandoned after repeated faults; a replay of its dead letter continues it.</summary>
    public const string Failed = "failed";
}
