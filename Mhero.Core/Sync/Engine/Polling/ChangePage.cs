namespace Mhero.Core.Sync.Engine.Polling;

/// <summary>A page of records that changed.</summary>
/// <typeparam name="TRecord">The record.</typeparam>
/// <param name="Records">The records that concern the poller.</param>
/// <param name="First">Time stamp of the page's first record (UTC); null when there is none.</param>
/// <param name="Last">Time stamp of the page's last record (UTC); null when there is none.</param>
/// <param name="IsLast">Whether no page follows.</param>
/// <param name="ServerTime">The time that the server's answer names (UTC); null when it names none.</param>
internal sealed record ChangePage<TRecord>(
    IReadOnlyList<TRecord> Records, DateTimeOffset? First, DateTimeOffset? Last, bool IsLast, DateTimeOffset? ServerTime);
