using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Profiles.Elements;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>Reads a RapidPro contact into the neutral form. A deleted contact has nothing to read. Thread-safe.</summary>
internal sealed class ContactToProfile : IMapper<Contact, WorkerProfile>
{
    private readonly FieldBinding[] _fields;
    private readonly ContactUrns _urns;

    /// <summary>Prepares the mapping.</summary>
    /// <param name="options">Settings that <see cref="ContactMappingOptions.Validate"/> found no fault with.</param>
    public ContactToProfile(ContactMappingOptions options)
    {
        _fields = FieldBindings.Create(options);
        _urns = new ContactUrns(new PhoneNumbers(options.DefaultRegion));
    }

    /// <inheritdoc/>
    public MappingResult<WorkerProfile> Map(Contact from)
    {
        var issues = new IssueCollector();
        List<string>? unknown = null;
        var values = new Dictionary<string, string>(_fields.Length, StringComparer.Ordinal);
        foreach (var field in _fields)
        {
            // RapidPro lists every field of the workspace; a missing field does not exist; it was not emptied.
            if (!from.Fields.TryGetValue(field.Key, out var raw))
            {
                (unknown ??= []).Add(field.Attribute);
                issues.Inform(MappingCodes.FieldMissing, field.Path, "The workspace has no such contact field; create it to have it filled.");
            }
            else if (TextNormalizer.Clean(raw) is { } value)
            {
                values.Add(field.Key, field.FromContact(value));
            }
        }

        IReadOnlyList<string> numbers = [];
        IReadOnlyList<string> whatsApp = [];
        if (ContactUrns.AreHidden(from))
        {
            (unknown ??= []).AddRange([ProfileAttributes.Numbers, ProfileAttributes.WhatsApp]);
            issues.Warn(MappingCodes.UrnsHidden, "contact.urns", "The workspace is anonymous: its numbers cannot be read.");
        }
        else
        {
            (numbers, whatsApp) = _urns.Read(from, issues);
        }

        var language = LanguageCodes.ToIso6393(from.Language);
        if (language is null && !string.IsNullOrWhiteSpace(from.Language))
        {
            issues.Warn(MappingCodes.UnknownLanguage, "contact.language", "This is not a language of ISO 639-3.");
        }

        var profile = new WorkerProfile
        {
            Name = TextNormalizer.Clean(from.Name),
            Language = language,
            Numbers = numbers,
            WhatsApp = whatsApp,
            Fields = values,
            Unknown = unknown ?? (IReadOnlyList<string>)[],
        };
        return new MappingResult<WorkerProfile>(profile, issues.ToList());
    }
}
