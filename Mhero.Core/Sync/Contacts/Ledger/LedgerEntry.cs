namespace Mhero.Core.Sync.Contacts.Ledger;

/// <summary>A ledger row with the version that a write of it has to find.</summary>
/// <typeparam name="T">The row's type.</typeparam>
/// <param name="Row">The row.</param>
/// <param name="Version">Its version; null for a row that must not exist yet.</param>
internal readonly record struct LedgerEntry<T>(T Row, string? Version);
