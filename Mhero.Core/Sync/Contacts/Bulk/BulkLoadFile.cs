namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>A file of a bulk load.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Name">Its name, <c>contacts-001.csv</c>.</param>
/// <param name="Rows">Its rows, without the header.</param>
/// <param name="LastSeen">When mHero last saw a contact of the file in RapidPro, to about a minute (UTC); null before the import.</param>
public sealed record BulkLoadFile(int Number, string Name, int Rows, DateTimeOffset? LastSeen);
