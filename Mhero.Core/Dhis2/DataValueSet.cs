namespace Mhero.Core.Dhis2;

/// <summary>The numbers of one data set for one period and place.</summary>
/// <param name="DataSet">The data set, as the scheme names it.</param>
/// <param name="Period">The period in DHIS2's notation (<c>2026W10</c>).</param>
/// <param name="OrgUnit">The organisation unit.</param>
/// <param name="AttributeOptionCombo">The attribute option combination; null for the default one.</param>
/// <param name="Values">The numbers, each data element and combination once.</param>
internal sealed record DataValueSet(string DataSet, string Period, string OrgUnit, string? AttributeOptionCombo, IReadOnlyList<DataValue> Values)
{
    /// <summary>When the report was made, as <c>yyyy-MM-dd</c> in its own zone; null when it does not say.</summary>
    public string? CompleteDate { get; init; }

    /// <summary>The period as ADX has it: first day and duration (<c>2026-03-02/P7D</c>).</summary>
    public string? AdxPeriod { get; init; }

    /// <summary>Names the set among those of a server.</summary>
    internal string Key => string.Join('|', DataSet, Period, OrgUnit, AttributeOptionCombo);

    /// <summary>The period of a <see cref="Key"/>; empty when the text is none.</summary>
    internal static string PeriodOf(string key) => key.Split('|') is [_, var period, ..] ? period : "";
}
