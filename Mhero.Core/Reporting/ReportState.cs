namespace Mhero.Core.Reporting;

/// <summary>Whether a facility has reported on a period.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReportState>))]
public enum ReportState
{
    /// <summary>It has not reported, and the report is not due yet.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>It has reported before the report was due.</summary>
    [JsonStringEnumMemberName("reported")]
    Reported,

    /// <summary>It has reported after the report was due.</summary>
    [JsonStringEnumMemberName("late")]
    Late,

    /// <summary>It has not reported, though the report is due.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,
}
