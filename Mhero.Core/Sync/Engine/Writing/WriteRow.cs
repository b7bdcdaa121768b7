namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>The ledger's row of a resource that mHero writes.</summary>
internal sealed record WriteRow
{
    /// <summary>Hash of the resource as it was last written; null when it never was.</summary>
    public string? Hash { get; init; }

    /// <summary>The resource's id in the registry.</summary>
    public string? Id { get; init; }

    /// <summary>Its version there after the last write; null when the server does not return it.</summary>
    public string? VersionId { get; init; }

    /// <summary>The state of the record that it was made from.</summary>
    public SourceState? Source { get; init; }

    /// <summary>When a process began to write it (UTC); null while none does.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>The process that began to write it.</summary>
    public string? Claimant { get; init; }

    /// <summary>References of resources that an earlier extraction gave and the one in work does not give, until they are removed; null for none.</summary>
    public IReadOnlyList<string>? Surplus { get; init; }
}
