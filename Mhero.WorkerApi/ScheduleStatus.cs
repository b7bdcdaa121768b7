namespace Microsoft.Azure.Functions.Worker;

/// <summary>A timer's memory, in UTC.</summary>
public class ScheduleStatus
{
    /// <summary>When the function ran last; the minimum value if never.</summary>
    public DateTime Last { get; set; }

    /// <summary>When it is due next.</summary>
    public DateTime Next { get; set; }

    /// <summary>The moment from which <see cref="Next"/> was reckoned.</summary>
    public DateTime LastUpdated { get; set; }
}
