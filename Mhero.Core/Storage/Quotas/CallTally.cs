namespace Mhero.Core.Storage.Quotas;

/// <summary>The number of calls of a caller in the minute and on the day (both in UTC) of the last call.</summary>
internal sealed record CallTally(long Minute, int InMinute, int Day, int InDay);
