namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function is told about the run it is in.</summary>
public class TimerInfo
{
    /// <summary>The timer's memory, or null where it is not kept (see <see cref="TimerTriggerAttribute.UseMonitor"/>).</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>True if this run makes up for one that was missed: the app was down, or the run before took too long.</summary>
    public bool IsPastDue { get; set; }
}
