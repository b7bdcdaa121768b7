namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>The last bulk load, as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">One of <see cref="BulkLoadStates"/>.</param>
/// <param name="Outcome">How it ended; null before.</param>
/// <param name="Threshold">The pending writes from which on it writes files.</param>
/// <param name="Checked">Workers of the registry that were put on the queue to be checked.</param>
/// <param name="Rows">Rows in all files; null before the files are made.</param>
/// <param name="Open">Workers whose writes wait for the import.</param>
/// <param name="StartedAt">When it was ordered (UTC).</param>
/// <param name="ReadyAt">When the files were made (UTC); null before.</param>
/// <param name="HoldUntil">Until when the single writes wait (UTC); null before the files are made.</param>
/// <param name="EndedAt">When it ended (UTC); null before.</param>
/// <param name="Files">The files, as soon as they can be fetched.</param>
public sealed record BulkLoad(
    string Id,
    string State,
    string? Outcome,
    int Threshold,
    int Checked,
    int? Rows,
    int Open,
    DateTimeOffset StartedAt,
    DateTimeOffset? ReadyAt,
    DateTimeOffset? HoldUntil,
    DateTimeOffset? EndedAt,
    IReadOnlyList<BulkLoadFile> Files);
