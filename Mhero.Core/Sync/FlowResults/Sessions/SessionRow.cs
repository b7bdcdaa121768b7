using Mhero.Core.Floip.Results;

namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>The stored rows of one session.</summary>
internal sealed record SessionRow
{
    /// <summary>The session's id at the source.</summary>
    public required string Id { get; init; }

    /// <summary>When the rows last changed here (UTC): of two states of the session, the later one has all rows of the earlier one.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The rows in the order in which the contact answered; no two have the same id.</summary>
    public IReadOnlyList<ResultsRow> Rows { get; init; } = [];
}
