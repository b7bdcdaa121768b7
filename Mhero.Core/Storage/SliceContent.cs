namespace Mhero.Core.Storage;

/// <summary>The row of a slice that was handled.</summary>
internal sealed record SliceContent(SyncCounts Counts, int Spawned, DateTimeOffset RecordedAt);
