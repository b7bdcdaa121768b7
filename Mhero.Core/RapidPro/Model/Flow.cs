namespace Mhero.Core.RapidPro.Model;

/// <summary>A flow as <c>GET /api/v2/flows.json</c> returns it: its name and its results, without its nodes.</summary>
public sealed record Flow
{
    /// <summary>The flow's UUID.</summary>
    [JsonRequired]
    public Guid Uuid { get; init; }

    /// <summary>The name that its author gave it.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary><c>message</c>, <c>voice</c>, <c>background</c> or <c>survey</c>. An open set.</summary>
    public string? Type { get; init; }

    /// <summary>Whether the flow is archived; no contact can then be started in it.</summary>
    public bool Archived { get; init; }

    /// <summary>Minutes without an answer after which a run expires.</summary>
    public long? Expires { get; init; }

    /// <summary>The results that a run can have, not in the order of the flow.</summary>
    public IReadOnlyList<FlowResult> Results { get; init => field = ListOf.Records(value); } = [];

    /// <summary>When the flow was made (UTC).</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When the flow was last changed (UTC, microseconds). Results of runs do not change it, edits do.</summary>
    public DateTimeOffset? ModifiedOn { get; init; }
}
