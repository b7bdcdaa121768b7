using System.Text.RegularExpressions;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Profiles.Elements;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>Finds every fault of the contact mapping's settings.</summary>
internal static partial class ContactMappingValidator
{
    /// <summary>Names that RapidPro keeps for itself, and the two fields that mHero writes on every contact.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "uuid", "name", "language", "status", "created_on", "last_seen_on", "flow", "group", "groups", "urn",
        "urns", "fields", "has", "history", "tickets", "globalid", "mheroentitytype",
    };

    public static IReadOnlyList<string> Validate(ContactMappingOptions options)
    {
        List<string> faults = [];
        if (!PhoneNumbers.IsRegion(options.DefaultRegion))
        {
            faults.Add("Mhero__Contacts__DefaultRegion must be the country's ISO 3166 code of two letters, such as RW: "
                + "without it national telephone numbers cannot be understood.");
        }

        CheckUrl(new FieldCheck(faults, "Mhero__Contacts"), "__LinkSystem", options.LinkSystem);
        foreach (var (key, map) in options.Fields)
        {
            var field = new FieldCheck(faults, $"Mhero__Contacts__Fields__{key}");
            CheckKey(field, key);
            CheckCommon(field, map);
            CheckElement(field, map);
        }

        CheckProfiles(new FieldCheck(faults, "Mhero__Contacts__Profiles"), options.Profiles);
        return faults;
    }

    private static void CheckProfiles(FieldCheck field, RegistryProfileOptions profiles)
    {
        CheckUrl(field, "__Practitioner", profiles.Practitioner);
        CheckUrl(field, "__PractitionerRole", profiles.PractitionerRole);
        CheckCoding(field, "__IdentifierType", profiles.IdentifierType);
        CheckCoding(field, "__RoleCode", profiles.RoleCode);
        if (profiles.Gender is { } gender && !GenderBinding.Codes.Contains(gender))
        {
            field.Fault("__Gender", "must be a FHIR gender: male, female, other or unknown.");
        }

        if (profiles.Language is { } language && LanguageCodes.ToIso6393(language) is null)
        {
            field.Fault("__Language", "must be a language by BCP 47, such as fr.");
        }

        foreach (var (name, extension) in profiles.RoleExtensions)
        {
            CheckUrl(field, $"__RoleExtensions__{name}__Url", extension.Url);
            CheckCoding(field, $"__RoleExtensions__{name}__Coding", extension.Coding);
        }
    }

    private static void CheckUrl(FieldCheck field, string member, string? url)
    {
        if (url is not null && !Uri.TryCreate(url, UriKind.Absolute, out _))
        {
            field.Fault(member, "must be an absolute URL.");
        }
    }

    private static void CheckCoding(FieldCheck field, string member, string? coding)
    {
        if (coding is not null && CodingText.Read(coding) is null)
        {
            field.Fault(member, "must be a coding: system|code or system|code|display, with the system's URL.");
        }
    }

    private static void CheckKey(FieldCheck field, string key)
    {
        if (!Key().IsMatch(key) || key.Length > RapidProLimits.FieldKey)
        {
            field.Fault("", $"is not a contact field's key: a letter first, then letters, digits and _, at most {RapidProLimits.FieldKey}.");
        }
        else if (Reserved.Contains(key))
        {
            field.Fault("", "cannot be mapped: RapidPro or mHero keeps this key for itself.");
        }
    }

    private static void CheckCommon(FieldCheck field, ContactFieldMap map)
    {
        if (map.Type is not ("text" or "number" or "datetime"))
        {
            field.Fault("__Type", "must be text, number or datetime.");
        }

        if (map.Name is not null && (map.Name.Length > RapidProLimits.FieldName || !Label().IsMatch(map.Name)))
        {
            field.Fault("__Name", $"must be letters, digits, hyphens and blanks, at most {RapidProLimits.FieldName}: RapidPro takes no other label.");
        }

        foreach (var twice in (map.Codes ?? []).GroupBy(c => TextNormalizer.Fold(c.Value)).Where(g => g.Count() > 1 || g.Key.Length == 0))
        {
            field.Fault($"__Codes__{twice.Last().Key}", twice.Key.Length == 0
                ? "must have a text."
                : "has the text of another code: the way back would be a guess.");
        }
    }

    private static void CheckElement(FieldCheck field, ContactFieldMap map)
    {
        switch (map.Element)
        {
            case ContactElement.None:
                field.Fault("__Element", "must be one of " + string.Join(", ", Enum.GetNames<ContactElement>().Skip(1)) + ".");
                break;
            case ContactElement.Gender:
                foreach (var code in (map.Codes ?? []).Keys.Where(c => !GenderBinding.Codes.Contains(c)))
                {
                    field.Fault($"__Codes__{code}", "must be a FHIR gender: male, female, other or unknown.");
                }

                break;
            case ContactElement.Identifier when string.IsNullOrWhiteSpace(map.System) && string.IsNullOrWhiteSpace(map.IdentifierType):
                field.Fault("__System", "must name the identifier's system (or set IdentifierType).");
                break;
            case ContactElement.District when map.Level is not null && !IsLevel(map.Level):
                field.Fault("__Level", "must be a code such as jdn, or a number of partOf steps from 0 to 31.");
                break;
            case ContactElement.FhirPath when string.IsNullOrWhiteSpace(map.Expression):
                field.Fault("__Expression", "must be a FHIRPath expression.");
                break;
            case ContactElement.FhirPath when FhirPathBinding.FaultOf(map.Expression) is { } fault:
                field.Fault("__Expression", $"is not a FHIRPath expression: {fault}");
                break;
        }
    }

    private static bool IsLevel(string level) =>
        int.TryParse(level, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var steps)
            ? steps is >= 0 and < 32
            : !string.IsNullOrWhiteSpace(level) && !level.Contains(' ', StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9 -]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    private readonly record struct FieldCheck(List<string> Faults, string Setting)
    {
        public void Fault(string member, string what) => Faults.Add($"{Setting}{member} {what}");
    }
}
