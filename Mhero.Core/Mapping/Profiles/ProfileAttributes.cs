namespace Mhero.Core.Mapping.Profiles;

/// <summary>The names by which a <see cref="WorkerProfile"/>'s parts are compared, merged, reported and written.</summary>
internal static class ProfileAttributes
{
    /// <summary><see cref="WorkerProfile.Name"/>.</summary>
    public const string Name = "name";

    /// <summary><see cref="WorkerProfile.Language"/>.</summary>
    public const string Language = "language";

    /// <summary><see cref="WorkerProfile.Numbers"/>.</summary>
    public const string Numbers = "numbers";

    /// <summary><see cref="WorkerProfile.WhatsApp"/>.</summary>
    public const string WhatsApp = "whatsapp";

    /// <summary><see cref="WorkerProfile.Active"/>; only the registry decides it, so no write to RapidPro contains it.</summary>
    public const string Active = "active";

    /// <summary>
    /// The link to the contact, not a part of the profile: named in a <see cref="WorkerChange"/> without a UUID, it
    /// takes the identifier away.
    /// </summary>
    public const string ContactUuid = "contact-uuid";

    /// <summary>Before the key of a contact field.</summary>
    public const string FieldPrefix = "fields.";

    /// <summary>The attribute of a contact field.</summary>
    /// <param name="key">The field's key in RapidPro.</param>
    public static string Field(string key) => FieldPrefix + key;

    /// <summary>Every attribute that has a value, as it is written when a record is created from a profile.</summary>
    /// <param name="profile">The profile.</param>
    public static IReadOnlySet<string> Present(WorkerProfile profile)
    {
        var present = new HashSet<string>(profile.Fields.Keys.Select(Field), StringComparer.Ordinal);
        if (profile.Name is not null)
        {
            present.Add(Name);
        }

        if (profile.Language is not null)
        {
            present.Add(Language);
        }

        if (profile.Numbers.Count > 0)
        {
            present.Add(Numbers);
        }

        if (profile.WhatsApp.Count > 0)
        {
            present.Add(WhatsApp);
        }

        return present;
    }
}
