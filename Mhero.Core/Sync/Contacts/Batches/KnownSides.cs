namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Of which sides all existing records are known: a record may be created on a side only then.</summary>
/// <param name="Contacts">Whether RapidPro's contacts were read to their end once.</param>
/// <param name="Workers">Whether the registry's workers were read to their end once.</param>
internal readonly record struct KnownSides(bool Contacts, bool Workers);
