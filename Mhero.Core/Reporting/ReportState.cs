namespace Mhero.Core.Reporting;

/// <summary>Whether a facility has reported on a period.</summary>
public enum ReportState
{
    /// <summary>Not yet, and the period is not over.</summary>
    Open,

    /// <summary>It has, before the period was over.</summary>
    Reported,

    /// <summary>It has, after the period was over.</summary>
    Late,

    /// <summary>It has not, and the period is over.</summary>
    Missing,
}
