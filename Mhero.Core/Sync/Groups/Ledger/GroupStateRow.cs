namespace Mhero.Core.Sync.Groups.Ledger;

/// <summary>The state that the last reading of the groups used.</summary>
internal sealed record GroupStateRow
{
    /// <summary>Hash of the rules that all workers were held against.</summary>
    public string? Rules { get; init; }

    /// <summary>Hash of the members of each list, by its key: the version of a Group, or the workers that a search found.</summary>
    public IReadOnlyDictionary<string, string> Lists { get; init; } = new Dictionary<string, string>();

    /// <summary>When the rules' searches were last made (UTC).</summary>
    public DateTimeOffset? SearchedAt { get; init; }

    /// <summary>The day (UTC) by which roles were last held against their periods.</summary>
    public DateOnly? Day { get; init; }
}
