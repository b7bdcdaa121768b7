namespace Mhero.Core.Reporting.Stored;

/// <summary>How far the changes of some forms' reports were looked at.</summary>
/// <param name="Since">The latest time at which the registry wrote a report that was seen (by its clock); null when none was looked at yet.</param>
/// <param name="LookedAt">When the changes were looked at last (UTC).</param>
/// <param name="Job">The last job that was ordered to read them; null for none.</param>
internal sealed record ReportReadingState(DateTimeOffset? Since, DateTimeOffset LookedAt, string? Job);
