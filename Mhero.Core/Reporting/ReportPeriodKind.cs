namespace Mhero.Core.Reporting;

/// <summary>How long the periods are in which facilities report.</summary>
public enum ReportPeriodKind
{
    /// <summary>A day, from midnight to midnight.</summary>
    Day,

    /// <summary>Seven days that begin on a given day of the week.</summary>
    Week,

    /// <summary>A month of the calendar.</summary>
    Month,
}
