namespace Mhero.Core.RapidPro.Model;

/// <summary>Which runs to list. An unknown flow or contact is an empty list, not an error; RapidPro takes one of the two, not both.</summary>
public sealed record RunQuery
{
    /// <summary>Only runs changed at this time or later (inclusive, to the microsecond).</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Only runs changed at this time or earlier (inclusive, to the microsecond).</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only runs of this flow.</summary>
    public Guid? Flow { get; init; }

    /// <summary>Only runs of this contact.</summary>
    public Guid? Contact { get; init; }

    /// <summary>Only the run with this UUID.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>
    /// Oldest change first; the default, since a run that changes during the crawl then comes twice, whereas newest first it
    /// is missed.
    /// </summary>
    public bool Reverse { get; init; } = true;
}
