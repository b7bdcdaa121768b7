namespace Mhero.Core.RapidPro.Flows;

/// <summary>What happens when no answer comes in time.</summary>
public sealed record WaitTimeout
{
    /// <summary>The category that is taken then (<c>No Response</c>).</summary>
    public string? CategoryUuid { get; init; }
}
