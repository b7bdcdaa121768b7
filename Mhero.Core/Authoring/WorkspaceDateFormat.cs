namespace Mhero.Core.Authoring;

/// <summary>How a workspace reads dates in messages (its setting Date Format).</summary>
public enum WorkspaceDateFormat
{
    /// <summary>31-12-2026.</summary>
    DayFirst,

    /// <summary>12-31-2026.</summary>
    MonthFirst,

    /// <summary>2026-12-31.</summary>
    YearFirst,
}
