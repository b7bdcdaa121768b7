namespace Mhero.Core.Storage;

/// <summary>How often somebody called in the minute and on the day (both in UTC) of the last call.</summary>
internal sealed record CallTally(long Minute, int InMinute, int Day, int InDay);
