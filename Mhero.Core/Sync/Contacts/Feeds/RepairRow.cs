namespace Mhero.Core.Sync.Contacts.Feeds;

/// <summary>Who repairs the set-up.</summary>
/// <param name="By">The repair.</param>
/// <param name="Until">Until when nobody else may (UTC).</param>
internal sealed record RepairRow(string By, DateTimeOffset Until);
