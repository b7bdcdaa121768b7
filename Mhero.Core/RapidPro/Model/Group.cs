namespace Mhero.Core.RapidPro.Model;

/// <summary>A contact group as <c>GET /api/v2/groups.json</c> returns it.</summary>
public sealed record Group
{
    /// <summary>The group's UUID.</summary>
    [JsonRequired]
    public Guid Uuid { get; init; }

    /// <summary>The name, unique in the workspace without regard to case.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The query of a smart group; null for one whose members are set by hand.</summary>
    public string? Query { get; init; }

    /// <summary><c>initializing</c>, <c>evaluating</c>, <c>ready</c> or <c>invalid</c>. An open set.</summary>
    public string? Status { get; init; }

    /// <summary>Whether RapidPro made the group for itself.</summary>
    public bool System { get; init; }

    /// <summary>How many contacts are in the group.</summary>
    public long Count { get; init; }

    /// <summary>Whether RapidPro decides who is in it; a write that names such a group is refused.</summary>
    public bool IsSmart => Query is not null || System;
}
