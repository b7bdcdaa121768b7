namespace Mhero.Core.Reporting.Stored;

/// <summary>The reports of a part, as they were read from the registry.</summary>
internal sealed record StoredReports
{
    /// <summary>When the reading began (UTC).</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>When a report of this part was last seen to be written (UTC); null for never.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>For each period, by its name, when each facility first reported on it, in seconds since 1970.</summary>
    public required Dictionary<string, Dictionary<string, long>> Periods { get; init; }

    /// <summary>How many rows the facilities are in.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>How long a change does not make it stale: twenty times as long as the reading took, so that a large registry is not read all the time.</summary>
    public TimeSpan Holds { get; init; }

    /// <summary>Whether the registry has to be read again.</summary>
    /// <param name="now">The time.</param>
    /// <param name="longest">How long a reading holds, whatever was seen.</param>
    public bool IsStale(DateTimeOffset now, TimeSpan longest) => (ChangedAt >= ReadAt && ReadAt + Holds <= now) || ReadAt + longest <= now;
}
