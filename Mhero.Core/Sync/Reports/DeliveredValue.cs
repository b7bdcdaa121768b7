namespace Mhero.Core.Sync.Reports;

/// <summary>A value that DHIS2 has of mHero.</summary>
/// <param name="Element">The data element.</param>
/// <param name="Combo">The category option combination; null for the default one.</param>
/// <param name="Value">The value.</param>
/// <param name="Report">The MeasureReport's id.</param>
/// <param name="At">When that report was last changed (UTC); null when the registry does not say.</param>
internal sealed record DeliveredValue(string Element, string? Combo, string Value, string Report, DateTimeOffset? At);
