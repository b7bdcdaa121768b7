using System.Collections.Frozen;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary><c>gender</c>: FHIR's four codes, or the texts that are configured for them.</summary>
internal sealed class GenderBinding(string key, ContactFieldMap map) : FieldBinding(key, map)
{
    private static readonly FrozenDictionary<string, string> Abbreviations = new Dictionary<string, string>
    {
        ["m"] = "male",
        ["f"] = "female",
        ["o"] = "other",
        ["u"] = "unknown",
    }.ToFrozenDictionary();

    private readonly CodeDisplays _texts = new(map.Codes);

    /// <summary>The codes of <c>http://hl7.org/fhir/administrative-gender</c>.</summary>
    public static IReadOnlySet<string> Codes { get; } = new HashSet<string> { "male", "female", "other", "unknown" };

    public override string? Read(WorkerView view, IssueCollector issues, out bool unknown)
    {
        unknown = false;
        return PersonElements.GenderCode(view.Person) is { } code ? ToText(code) : null;
    }

    public override void Write(WorkerDraft draft, string? value, IssueCollector issues)
    {
        AdministrativeGender? gender = null;
        if (value is not null && (CodeOf(value) is not { } code || (gender = EnumUtility.ParseLiteral<AdministrativeGender>(code)) is null))
        {
            issues.Warn(MappingCodes.UnknownGender, Path, "This is neither a FHIR gender (male, female, other, unknown) nor a configured text for one; the registry keeps its value.");
            return;
        }

        if (Read(draft, IssueCollector.Ignored, out _) != (value is null ? null : FromContact(value)))
        {
            PersonElements.SetGender(draft.EditPerson(), gender);
        }
    }

    public override string FromContact(string value) => CodeOf(value) is { } code ? ToText(code) : value;

    private string ToText(string code) => _texts.TextOf(code) ?? code;

    private string? CodeOf(string text)
    {
        if (_texts.CodeOf(text) is { } configured)
        {
            return configured;
        }

        var folded = TextNormalizer.Fold(text);
        return Codes.Contains(folded) ? folded : Abbreviations.GetValueOrDefault(folded);
    }
}
