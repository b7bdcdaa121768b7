using Mhero.Core.Floip.Results;
using Mhero.Core.Storage.Cursors;

namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>The stored rows of one session.</summary>
internal sealed record SessionRow
{
    /// <summary>The session's id at the source.</summary>
    public required string Id { get; init; }

    /// <summary>When the rows last changed here (UTC): of two states of the session, the later one has all rows of the earlier one.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Where the rows were deleted because of their age, the hashes of their ids; null while they are stored.</summary>
    public string? Purged { get; init; }

    /// <summary>The rows in the order in which the contact answered; no two have the same id.</summary>
    public IReadOnlyList<ResultsRow> Rows { get; init; } = [];

    /// <summary>The session without its rows.</summary>
    internal SessionRow Purge() => this with { Rows = [], Purged = SeenVersionSet.Pack([.. Rows.Select(r => new SeenVersion(r.RowId, "", default))]) };

    /// <summary>Rows that were not among those that were deleted.</summary>
    internal IEnumerable<ResultsRow> NewTo(IEnumerable<ResultsRow> rows)
    {
        var known = new SeenVersionSet();
        known.Unpack(Purged ?? "");
        return rows.Where(r => !known.Contains(r.RowId, ""));
    }
}
