namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Names under which cursors and seen versions are kept.</summary>
internal static class CursorNames
{
    public const string Contacts = "rapidpro-contacts";
    public const string DeletedContacts = "rapidpro-contacts-deleted";
    public const string Practitioners = "fhir-practitioners";
    public const string Roles = "fhir-practitioner-roles";
    public const string Locations = "fhir-locations";
    public const string Organizations = "fhir-organizations";

    /// <summary>Marks, by having a position, that RapidPro's contacts were once read to their end.</summary>
    public const string ContactsKnown = "rapidpro-contacts-known";

    /// <summary>Marks, by having a position, that the registry's workers were once read to their end.</summary>
    public const string WorkersKnown = "fhir-practitioners-known";
}
