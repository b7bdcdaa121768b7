using Mhero.Core.RapidPro.Json;

namespace Mhero.Core.RapidPro.Model;

/// <summary>
/// One contact's way through a flow, as <c>GET /api/v2/runs.json</c> returns it. Every member but the UUID may be missing:
/// versions 7.4 to 26.3 differ.
/// </summary>
public sealed record FlowRun
{
    private static readonly Dictionary<string, RunValue> NoValues = [];

    /// <summary>The run's UUID.</summary>
    [JsonRequired]
    public Guid Uuid { get; init; }

    /// <summary>The flow; null only in what no version sends.</summary>
    public ObjectReference? Flow { get; init; }

    /// <summary>Whose run it is.</summary>
    public RunContact? Contact { get; init; }

    /// <summary>The flow start that began it; null when the contact did, by a keyword for instance.</summary>
    public RunStart? Start { get; init; }

    /// <summary>Whether the contact ever answered.</summary>
    public bool Responded { get; init; }

    /// <summary>The results so far by key; the keys are the snake-cased names of the results.</summary>
    [JsonConverter(typeof(RunValuesConverter))]
    public IReadOnlyDictionary<string, RunValue> Values { get; init => field = value ?? NoValues; } = NoValues;

    /// <summary>When the run began (UTC).</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When the run last changed (UTC, microseconds). Runs of one start may share it.</summary>
    public DateTimeOffset? ModifiedOn { get; init; }

    /// <summary>When the run ended (UTC); null while it is active or waits. May be some milliseconds later than <see cref="ModifiedOn"/>.</summary>
    public DateTimeOffset? ExitedOn { get; init; }

    /// <summary><c>completed</c>, <c>interrupted</c>, <c>expired</c> or <c>failed</c>; null while it goes on. An open set.</summary>
    public string? ExitType { get; init; }
}
