using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>A function that the host found, with its settings filled in. Members that another kind of trigger uses are null or empty.</summary>
/// <param name="Name">The function's name, from its attribute.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="IsDisabled">True if the setting <c>AzureWebJobs.&lt;Function&gt;.Disabled</c> switches it off.</param>
public sealed record FunctionDescription(string Name, FunctionTriggerKind Trigger, bool IsDisabled)
{
    /// <summary>The HTTP methods in capitals; empty means all.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>The path below the host's address, prefix included, without a leading slash: <c>api/dead-letters/{id}/replay</c>.</summary>
    public string? Route { get; init; }

    /// <summary>Which key a caller has to bring.</summary>
    public AuthorizationLevel? AuthorizationLevel { get; init; }

    /// <summary>The NCRONTAB expression.</summary>
    public string? Schedule { get; init; }

    /// <summary>The queue's name.</summary>
    public string? Queue { get; init; }
}
