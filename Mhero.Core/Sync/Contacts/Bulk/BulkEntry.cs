namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>A worker's row with the version that a write of it has to find.</summary>
/// <param name="Row">The row.</param>
/// <param name="Version">Its version in the table.</param>
internal sealed record BulkEntry(BulkRow Row, string Version);
