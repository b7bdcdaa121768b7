namespace Mhero.Core.Sync.Reports;

/// <summary>A set that a process has claimed.</summary>
/// <param name="Key">The set's key.</param>
/// <param name="Row">What DHIS2 had when it was claimed.</param>
/// <param name="Version">The version of the ledger's row.</param>
internal sealed record SetClaim(string Key, DeliveredSet Row, string Version);
