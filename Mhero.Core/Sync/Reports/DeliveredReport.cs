namespace Mhero.Core.Sync.Reports;

/// <summary>The ledger's row of a MeasureReport: where it was delivered.</summary>
internal sealed record DeliveredReport
{
    /// <summary>The data set.</summary>
    public required string DataSet { get; init; }

    /// <summary>The period.</summary>
    public required string Period { get; init; }

    /// <summary>The organisation unit.</summary>
    public required string OrgUnit { get; init; }

    /// <summary>The attribute option combination; null for the default one.</summary>
    public string? AttributeOptionCombo { get; init; }

    /// <summary>When the report was last changed, as it was delivered (UTC); null when the registry does not say.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The numbers that were refused.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>The set without values.</summary>
    internal Dhis2.DataValueSet Set => new(DataSet, Period, OrgUnit, AttributeOptionCombo, []);
}
