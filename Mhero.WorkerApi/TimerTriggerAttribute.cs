namespace Microsoft.Azure.Functions.Worker;

/// <summary>The function runs by a schedule. Put on the parameter that takes the <see cref="TimerInfo"/>.</summary>
/// <param name="schedule">An NCRONTAB expression of six fields (seconds first), or <c>%Name%</c> to take it from the app setting of that name.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    /// <summary>The expression or the <c>%Name%</c> of its setting, as written.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the last run is remembered, so that a run missed while the app was down is made up for. Default true; never for schedules denser than a minute.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs each time the app starts. Meant for development.</summary>
    public bool RunOnStartup { get; set; }
}
