using Mhero.Core.Fhir;

namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>A write that must happen once, and its result.</summary>
/// <param name="key">Its key in the ledger.</param>
/// <param name="hash">Hash of the content to be written.</param>
/// <param name="source">The state of the record that it was made from.</param>
internal abstract class LedgerWrite(string key, string hash, SourceState source)
{
    public string Key { get; } = key;

    public string Hash { get; } = hash;

    public SourceState Source { get; } = source;

    /// <summary>The result of the write; null while it is not done.</summary>
    public SaveOutcome? Outcome { get; set; }

    /// <summary>Whether another delivery is writing the same at this moment.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Why it failed; null when it did not.</summary>
    public Exception? Error { get; set; }

    /// <summary>The resource's id in the registry, once it is known; null for what has several.</summary>
    public string? Id { get; set; }

    /// <summary>The resource's version in the registry after the write; null when the server does not return it.</summary>
    public string? VersionId { get; set; }

    /// <summary>The row as it was before this write; null when there was none.</summary>
    internal WriteRow? Before { get; set; }

    /// <summary>When it was claimed (UTC).</summary>
    internal DateTimeOffset ClaimedAt { get; set; }

    /// <summary>The row's version, for the next write of it.</summary>
    internal string? RowVersion { get; set; }

    /// <summary>Whether something newer, and different, was written before this.</summary>
    internal bool IsOvertaken => Before is { Hash: { } hash, Source: { } source } && hash != Hash && Source.IsOlderThan(source);

    /// <summary>Whether this, or something newer, was written already.</summary>
    internal virtual bool IsKnown => Before is { Hash: { } hash, Source: { } source } && (hash == Hash || Source.IsOlderThan(source));
}
