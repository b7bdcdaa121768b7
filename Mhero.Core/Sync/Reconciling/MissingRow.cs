namespace Mhero.Core.Sync.Reconciling;

/// <summary>A contact or worker that a full reconcile did not see.</summary>
/// <param name="Record">The contact's UUID, or the worker's reference.</param>
/// <param name="IsLinked">Whether the ledger links it.</param>
/// <param name="IsGone">Whether its own address confirmed that it is gone.</param>
internal sealed record MissingRow(string Record, bool IsLinked, bool IsGone = false)
{
    /// <summary>The contact; null for a worker.</summary>
    public Guid? Contact => Guid.TryParse(Record, out var uuid) ? uuid : null;
}
