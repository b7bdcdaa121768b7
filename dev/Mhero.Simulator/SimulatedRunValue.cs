namespace Mhero.Simulator;

/// <summary>A result of a run.</summary>
public sealed record SimulatedRunValue
{
    /// <summary>The result's name; null is the flow's name for the key, or else the key.</summary>
    public string? Name { get; init; }

    /// <summary>The match of the router's test, or the raw text in category Other.</summary>
    public required string Value { get; init; }

    /// <summary>The category's name in the flow's base language; null when there is none.</summary>
    public string? Category { get; init; }

    /// <summary>The whole message; null when there was none. Shown up to 9.0 only.</summary>
    public string? Input { get; init; }

    /// <summary>The node that set it; null is the first node that the flow says sets it.</summary>
    public Guid? Node { get; init; }

    /// <summary>When it was set (UTC); null is when the run last changed.</summary>
    public DateTimeOffset? Time { get; init; }
}
