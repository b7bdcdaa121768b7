namespace Mhero.Core.RapidPro.Model;

/// <summary>Which flows to list. An unknown UUID is an empty list, not an error. RapidPro lists the newest flow first and knows no other order.</summary>
public sealed record FlowQuery
{
    /// <summary>Only flows changed at this time or later (inclusive, to the microsecond).</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Only the flow with this UUID.</summary>
    public Guid? Uuid { get; init; }
}
