namespace Mhero.Core.Sync.Runs;

/// <summary>The responses from which a job extracts again. All conditions have to hold; null means no condition.</summary>
internal sealed record ExtractAgainScope
{
    /// <summary>The earliest time at which the run last changed (UTC).</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>UUIDs of flows, and of FLOIP packages.</summary>
    public IReadOnlyList<Guid>? Flows { get; init; }

    /// <summary>Id of the Questionnaire by which they are read; null for the one that is in use for each flow.</summary>
    public string? Questionnaire { get; init; }

    /// <summary>Id of the only response.</summary>
    public string? Response { get; init; }
}
