namespace Mhero.Core.Mapping.Reports;

/// <summary>What one Measure is in DHIS2.</summary>
internal sealed record MeasureMapping
{
    /// <summary>The data set; null for the one that an identifier of the Measure names.</summary>
    public string? DataSet { get; init; }

    /// <summary>The data set's period type (<c>Weekly</c>); null for whatever the report's period is.</summary>
    public string? PeriodType { get; init; }

    /// <summary>The attribute option combination; null for the default one.</summary>
    public string? AttributeOptionCombo { get; init; }

    /// <summary>The numbers.</summary>
    public IReadOnlyList<ValueMapping> Values { get; init; } = [];
}
