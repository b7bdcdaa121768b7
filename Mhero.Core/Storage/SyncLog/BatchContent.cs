namespace Mhero.Core.Storage.SyncLog;

/// <summary>The row of a batch that was handled.</summary>
internal sealed record BatchContent(SyncCounts Counts, int Spawned, DateTimeOffset RecordedAt, string? Digest);
