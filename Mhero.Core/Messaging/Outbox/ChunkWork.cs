using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>One chunk while it is worked on.</summary>
internal sealed class ChunkWork(OutboxItem item, RequestRow request, ChunkRow chunk, string version) : Work<OutboxItem>(item)
{
    public RequestRow Request { get; set; } = request;

    public ChunkRow Chunk { get; set; } = chunk;

    /// <summary>The version of the chunk's row, for the next write of it.</summary>
    public string Version { get; set; } = version;

    /// <summary>Name of the chunk, in the day's counts and in RapidPro's parameters.</summary>
    public string Name => $"{Request.Id}.{Chunk.Number}";
}
