namespace Mhero.Core.Storage.Audit;

/// <summary>The record of what operators changed. The console and the HTTP endpoints write it.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry. It is written before its change, so that no change lacks one; an entry may stand for a change that then failed.</summary>
    /// <param name="entry">The entry; id and time are set here.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Lists entries, the latest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="after">The <see cref="AuditPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A page.</returns>
    Task<AuditPage> ListAsync(AuditFilter filter, int max, string? after, CancellationToken cancellationToken = default);
}
