namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>A clock that runs as ever, and shows another time.</summary>
public sealed class ShiftedTime(TimeSpan by) : TimeProvider
{
    /// <summary>What is added to the real time.</summary>
    public TimeSpan By { get; set; } = by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
}
