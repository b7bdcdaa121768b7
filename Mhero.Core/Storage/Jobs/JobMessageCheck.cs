using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Storage.Jobs;

/// <summary>Checks messages of the queue of jobs.</summary>
internal sealed class JobMessageCheck(JobsQueue queue) : IMessageCheck
{
    public string Name => queue.Name;

    public string? FaultOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, StorageJson.Instance.JobMessage)?.Job is { Length: > 0 } ? null : "it names no job";
        }
        catch (JsonException)
        {
            return "it is not JSON of the expected shape";
        }
    }
}
