using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>
/// A CodeableConcept of the primary role: its code (cadre, job) or specialty. RapidPro shows the configured text of the
/// code, else the display, else the text, else the code itself.
/// </summary>
internal sealed class ConceptBinding(string key, ContactFieldMap map, string element, Func<PractitionerRole, List<CodeableConcept>> list)
    : FieldBinding(key, map)
{
    private readonly CodeDisplays _texts = new(map.Codes);

    public override string? Read(WorkerView view, IssueCollector issues, out bool unknown)
    {
        unknown = view.Person is not Practitioner;
        return view.PrimaryRole is { } role && Choose(list(role)) is { } concept ? TextOf(concept) : null;
    }

    public override void Write(WorkerDraft draft, string? value, IssueCollector issues)
    {
        value = value is null ? null : FromContact(value);
        if (Read(draft, IssueCollector.Ignored, out _) == value || draft.EditRole($"PractitionerRole.{element}", issues) is not { } role)
        {
            return;
        }

        var concepts = list(role);
        var old = Choose(concepts);
        if (value is null)
        {
            concepts.Remove(old!);
            return;
        }

        var coding = CodingFor(value, draft.Roles);
        if (old is null)
        {
            concepts.Add(old = new CodeableConcept());
        }

        // The old codings all mean the old value, also those of other systems: none of them may stay beside the new one.
        old.Coding = coding is null ? [] : [coding];
        old.Text = _texts.TextOf(coding?.Code) ?? value;
    }

    public override string FromContact(string value)
    {
        var neutral = base.FromContact(value);
        return _texts.TextOf(_texts.CodeOf(neutral)) ?? neutral;
    }

    /// <summary>
    /// The concept that the field stands for: the first with a coding of the configured system, else the first that
    /// has no coding at all; without a configured system, the first.
    /// </summary>
    private CodeableConcept? Choose(List<CodeableConcept> concepts)
    {
        if (Map.System is null)
        {
            return concepts.Find(c => TextOf(c) is not null);
        }

        return concepts.Find(c => CodingOf(c) is not null && TextOf(c) is not null)
            ?? concepts.Find(c => c.Coding.Count == 0 && TextOf(c) is not null);
    }

    private Coding? CodingOf(CodeableConcept concept) =>
        Map.System is null ? concept.Coding.FirstOrDefault() : concept.Coding.Find(c => c.System == Map.System);

    private string? TextOf(CodeableConcept concept)
    {
        var coding = CodingOf(concept);
        return _texts.TextOf(coding?.Code) ?? TextNormalizer.Clean(coding?.Display) ?? TextNormalizer.Clean(concept.Text) ?? TextNormalizer.Clean(coding?.Code);
    }

    private Coding? CodingFor(string value, IReadOnlyList<PractitionerRole> roles)
    {
        if (_texts.CodeOf(value) is { } code)
        {
            return new Coding(Map.System, code);
        }

        var folded = TextNormalizer.Fold(value);
        foreach (var concept in roles.SelectMany(list))
        {
            if (CodingOf(concept) is { Code: not null } known && TextNormalizer.Fold(TextOf(concept)) == folded)
            {
                return (Coding)known.DeepCopy();
            }
        }

        // Without a code, the system still says which of two fields on the same element the text belongs to.
        return Map.System is null ? null : new Coding { System = Map.System, Display = value };
    }
}
