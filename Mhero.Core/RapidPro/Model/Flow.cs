using System.Text.Json.Serialization;

namespace Mhero.Core.RapidPro.Model;

/// <summary>A flow as <c>GET /api/v2/flows.json</c> returns it: what it is called and what it asks, not how.</summary>
public sealed record Flow
{
    /// <summary>The flow's UUID.</summary>
    [JsonRequired]
    public Guid Uuid { get; init; }

    /// <summary>The name that its author gave it.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary><c>message</c>, <c>voice</c>, <c>background</c> or <c>survey</c>. An open set.</summary>
    public string? Type { get; init; }

    /// <summary>Whether the flow was put away; nobody can be started in it then.</summary>
    public bool Archived { get; init; }

    /// <summary>Minutes without an answer after which a run expires.</summary>
    public long? Expires { get; init; }

    /// <summary>What a run can answer, in no order that a contact would know.</summary>
    public IReadOnlyList<FlowResult> Results { get; init => field = value ?? []; } = [];

    /// <summary>When the flow was made (UTC).</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When the flow was last changed (UTC, microseconds). Results of runs do not change it, edits do.</summary>
    public DateTimeOffset? ModifiedOn { get; init; }
}
