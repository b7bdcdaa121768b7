namespace Mhero.Core.RapidPro.Flows;

/// <summary>A way out of a node.</summary>
public sealed record FlowExit
{
    /// <summary>The exit's UUID; categories name it.</summary>
    public string Uuid { get; init => field = value ?? ""; } = "";

    /// <summary>The node that it leads to; null when the run ends here.</summary>
    public string? DestinationUuid { get; init => field = string.IsNullOrEmpty(value) ? null : value; }
}
