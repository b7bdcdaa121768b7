using Mhero.Core.RapidPro.Json;

namespace Mhero.Core.RapidPro.Model;

/// <summary>
/// A start of contacts in a flow, as <c>flow_starts.json</c> returns it. Every member but the UUID may be missing: versions
/// 7.4 to 26.3 differ.
/// </summary>
public sealed record FlowStart
{
    private static readonly Dictionary<string, string?> NoParams = [];

    /// <summary>The start's UUID; the runs that it began name it.</summary>
    [JsonRequired]
    public Guid Uuid { get; init; }

    /// <summary>The flow.</summary>
    public ObjectReference? Flow { get; init; }

    /// <summary>
    /// <c>pending</c>, <c>starting</c>, <c>complete</c> or <c>failed</c>; since 9.3.46 <c>pending</c>, <c>queued</c>, <c>started</c>,
    /// <c>completed</c>, <c>failed</c> or <c>interrupted</c>. An open set.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>The contacts that it was made for, in RapidPro's own order; those that it skipped among them.</summary>
    public IReadOnlyList<ObjectReference> Contacts { get; init => field = ListOf.Records(value); } = [];

    /// <summary>The groups that it was made for.</summary>
    public IReadOnlyList<ObjectReference> Groups { get; init => field = ListOf.Records(value); } = [];

    /// <summary>
    /// The parameters that the flow sees as <c>@trigger.params</c>. Up to 10.1 RapidPro rewrites them, see
    /// <see cref="FlowStartParams.Normalise"/>. A value that is not a text is given as its JSON text.
    /// </summary>
    [JsonConverter(typeof(FieldValuesConverter))]
    public IReadOnlyDictionary<string, string?> Params { get; init => field = value ?? NoParams; } = NoParams;

    /// <summary>Whether contacts who were in the flow before are started again; null when the server does not give it.</summary>
    public bool? RestartParticipants { get; init; }

    /// <summary>Whether contacts who are in another flow are skipped; null when the server does not give it.</summary>
    public bool? ExcludeActive { get; init; }

    /// <summary>When it was made (UTC, microseconds).</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When it last changed (UTC, microseconds).</summary>
    public DateTimeOffset? ModifiedOn { get; init; }

    /// <summary>Whether RapidPro has completed it, by any of the status names of its versions.</summary>
    [JsonIgnore]
    public bool IsComplete => Status is "complete" or "completed";

    /// <summary>Whether RapidPro has given it up.</summary>
    [JsonIgnore]
    public bool IsFailed => Status is "failed" or "interrupted";
}
