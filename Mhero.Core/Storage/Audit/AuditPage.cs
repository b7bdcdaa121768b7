namespace Mhero.Core.Storage.Audit;

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">The entries, the latest first. A page may be short, or empty, although more follow: a filter that matches little is searched in parts.</param>
/// <param name="Next">Gives the next page; null after the last one.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Next);
