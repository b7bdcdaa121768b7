using Mhero.Core.Mapping.Profiles.Elements;


namespace Mhero.Core.Mapping.Profiles;

/// <summary>
/// Reads a contact's field values with regard to the types that the fields have in the workspace. RapidPro keeps the text
/// of a field whose type was changed, but its API answers null for a text that does not have the new type, and another
/// text for one that it has normalised (rapidpro/rapidpro, <c>temba/contacts/models.py</c>, <c>get_field_serialized</c>).
/// Neither is a change that a person made.
/// </summary>
internal static class TypedFields
{
    private const string Text = "text";

    /// <summary>Takes out of both profiles what only the fields' types make look like a change.</summary>
    /// <param name="registry">The registry's profile now.</param>
    /// <param name="contact">The contact's profile now.</param>
    /// <param name="lastContact">The contact's profile at the last agreement; null at the first meeting.</param>
    /// <param name="fields">The mapped fields with the types that the settings name, by key.</param>
    /// <param name="types">The types that the fields have in RapidPro, by key; a field that is not listed has the type of the settings.</param>
    /// <returns>Both profiles; what neither side can speak for is in <see cref="WorkerProfile.Unknown"/>.</returns>
    public static (WorkerProfile Registry, WorkerProfile Contact) Apply(
        WorkerProfile registry,
        WorkerProfile contact,
        WorkerProfile? lastContact,
        IReadOnlyDictionary<string, ContactFieldMap> fields,
        IReadOnlyDictionary<string, string> types)
    {
        foreach (var (key, map) in fields)
        {
            var type = types.GetValueOrDefault(key, map.Type);
            if (type == Text)
            {
                continue;
            }

            var (wanted, last) = (registry.Fields.GetValueOrDefault(key), lastContact?.Fields.GetValueOrDefault(key));
            if (contact.Fields.GetValueOrDefault(key) is { } shown)
            {
                var meant = last is not null && FieldTypes.ShowsAs(type, last, shown) ? last
                    : wanted is not null && FieldTypes.ShowsAs(type, wanted, shown) ? wanted
                    : shown;
                contact = meant == shown ? contact : ProfileMerge.WithField(contact, key, meant);
            }
            else if (IsUnknown(type, map.Type, last))
            {
                contact = Unknown(contact, key);

                // A value that the field cannot show waits, with both former states, until it can.
                registry = wanted is null || !FieldTypes.CanHold(type, wanted) ? Unknown(registry, key) : registry;
            }
        }

        return (registry, contact);
    }

    /// <summary>Null is a removal only where the type is the one that the settings expect and could show what was there before.</summary>
    private static bool IsUnknown(string type, string expected, string? last) =>
        type != expected || (last is not null && !FieldTypes.CanHold(type, last));

    private static WorkerProfile Unknown(WorkerProfile profile, string key) =>
        profile with { Unknown = [.. profile.Unknown.Append(ProfileAttributes.Field(key)).Distinct(StringComparer.Ordinal)] };
}
