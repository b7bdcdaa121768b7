namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>The circuit of one queue to one side, as all instances share it.</summary>
internal sealed record CircuitRow
{
    public required string Queue { get; init; }

    public required CircuitSide Side { get; init; }

    /// <summary>Equal failures by signature, while they are not many enough.</summary>
    public IReadOnlyDictionary<string, FailureGroup> Groups { get; init; } = new Dictionary<string, FailureGroup>();

    /// <summary>Names this opening; null while the circuit is closed.</summary>
    public string? Epoch { get; init; }

    /// <summary>The signatures that it is open for.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    public DateTimeOffset OpenedAt { get; init; }

    public string Code { get; init; } = "";

    public string Cause { get; init; } = "";

    /// <summary>Records that wait, each counted once in an opening.</summary>
    public int Held { get; init; }

    /// <summary>Records that were not refused themselves are let through, since one of them was written.</summary>
    public bool IsPartial { get; init; }

    public int Probes { get; init; }

    public DateTimeOffset NextProbeAt { get; init; }

    /// <summary>The probe that is under way; null for none.</summary>
    public string? Probe { get; init; }

    /// <summary>When the probe is abandoned (UTC), since the process that ran it may have died.</summary>
    public DateTimeOffset ProbeUntil { get; init; }

    [JsonIgnore]
    public bool IsOpen => Epoch is not null;
}
