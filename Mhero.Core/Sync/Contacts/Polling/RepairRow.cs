namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>The repair of the set-up that is going on.</summary>
/// <param name="By">The repair.</param>
/// <param name="Until">Until when no other repair may begin (UTC).</param>
internal sealed record RepairRow(string By, DateTimeOffset Until);
