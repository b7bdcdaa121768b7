using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Profiles.Elements;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>Makes the one write that brings a contact to its target. Thread-safe.</summary>
internal sealed class ProfileToContactWrite : IMapper<ContactChange, ContactWrite>
{
    /// <summary>The contact field with the FHIR id; sites rely on it.</summary>
    public const string GlobalIdField = "globalid";

    /// <summary>The contact field with the FHIR resource type; sites rely on it.</summary>
    public const string EntityTypeField = "mheroentitytype";

    private readonly FieldBinding[] _fields;
    private readonly ContactUrns _urns;

    /// <summary>Prepares the mapping.</summary>
    /// <param name="options">Settings that <see cref="ContactMappingOptions.Validate"/> found no fault with.</param>
    public ProfileToContactWrite(ContactMappingOptions options)
    {
        _fields = FieldBindings.Create(options);
        _urns = new ContactUrns(new PhoneNumbers(options.DefaultRegion));
    }

    /// <inheritdoc/>
    public MappingResult<ContactWrite> Map(ContactChange from)
    {
        var issues = new IssueCollector();
        var attributes = from.Attributes;
        var write = new ContactWrite
        {
            Name = attributes.Contains(ProfileAttributes.Name) ? new Settable<string?>(CutName(from.Target.Name, issues)) : default,
            Language = attributes.Contains(ProfileAttributes.Language) ? new Settable<string?>(from.Target.Language) : default,
            Urns = attributes.Contains(ProfileAttributes.Numbers) || attributes.Contains(ProfileAttributes.WhatsApp)
                ? _urns.Write(from, issues)
                : null,
            Groups = from.Existing is null && from.NewContactGroups.Count > 0 ? from.NewContactGroups : null,
            Fields = Fields(from, issues),
        };
        return new MappingResult<ContactWrite>(write, issues.ToList());
    }

    private static string? CutName(string? name, IssueCollector issues)
    {
        if (name is null || TextNormalizer.Cut(name, RapidProLimits.Name) is var cut && cut.Length == name.Length)
        {
            return name;
        }

        issues.Inform(MappingCodes.NameCut, "profile.name", $"RapidPro takes {RapidProLimits.Name} characters of a name; the registry keeps the whole.");
        return cut;
    }

    private static void Link(Dictionary<string, string?> values, Contact? existing, string field, string? value)
    {
        if (value is not null && existing?.Fields.GetValueOrDefault(field) != value)
        {
            values[field] = value;
        }
    }

    private static bool TryFit(FieldBinding field, string type, ref string? value, IssueCollector issues)
    {
        if (value is null)
        {
            return true;
        }

        if (!FieldTypes.CanHold(type, value))
        {
            issues.Warn(MappingCodes.NotOfFieldType, field.Path, $"A field of type {type} cannot hold this value; make it a text field to keep it.");
            return false;
        }

        var cut = TextNormalizer.Cut(value, RapidProLimits.FieldValue);
        if (cut.Length < value.Length)
        {
            issues.Inform(MappingCodes.ValueCut, field.Path, $"RapidPro keeps {RapidProLimits.FieldValue} characters of a value; the registry keeps the whole.");
            value = cut;
        }

        return true;
    }

    private Dictionary<string, string?>? Fields(ContactChange from, IssueCollector issues)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var field in _fields)
        {
            var value = from.Target.Fields.GetValueOrDefault(field.Key);
            if (from.Attributes.Contains(field.Attribute) && TryFit(field, from.FieldTypes.GetValueOrDefault(field.Key, field.Map.Type), ref value, issues))
            {
                values[field.Key] = value;
            }
        }

        Link(values, from.Existing, GlobalIdField, from.GlobalId);
        Link(values, from.Existing, EntityTypeField, from.EntityType);
        return values.Count == 0 ? null : values;
    }
}
