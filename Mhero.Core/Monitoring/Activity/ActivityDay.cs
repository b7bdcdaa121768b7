namespace Mhero.Core.Monitoring.Activity;

/// <summary>The counts of a day.</summary>
/// <param name="Day">The day (UTC).</param>
/// <param name="Counts">The counts.</param>
public sealed record ActivityDay(DateOnly Day, ActivityCounts Counts);
