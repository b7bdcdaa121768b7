using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>An <c>identifier</c>, found by its system, or by its type (HL7 table 0203) when no system is configured.</summary>
internal sealed class IdentifierBinding(string key, ContactFieldMap map) : FieldBinding(key, map)
{
    public override string? Read(WorkerView view, IssueCollector issues, out bool unknown)
    {
        unknown = false;
        return Find(view.Person) is { } identifier ? TextNormalizer.Clean(identifier.Value) : null;
    }

    public override void Write(WorkerDraft draft, string? value, IssueCollector issues)
    {
        if (Read(draft, IssueCollector.Ignored, out _) == value)
        {
            return;
        }

        var person = draft.EditPerson();
        var identifiers = PersonElements.Identifiers(person);
        var identifier = Find(person);
        if (value is null)
        {
            identifiers.Remove(identifier!);
        }
        else if (identifier is null)
        {
            identifiers.Add(Create(value));
        }
        else
        {
            identifier.ValueElement!.Value = value;
        }
    }

    private Identifier? Find(DomainResource person)
    {
        foreach (var identifier in PersonElements.Identifiers(person))
        {
            if (identifier.Use != Identifier.IdentifierUse.Old && !string.IsNullOrWhiteSpace(identifier.Value) && Matches(identifier))
            {
                return identifier;
            }
        }

        return null;
    }

    private bool Matches(Identifier identifier) => string.IsNullOrWhiteSpace(Map.System)
        ? identifier.Type is { } type && type.Coding.Exists(c => c.Code == Map.IdentifierType)
        : identifier.System == Map.System;

    private Identifier Create(string value)
    {
        var identifier = new Identifier { Value = value };
        if (!string.IsNullOrWhiteSpace(Map.System))
        {
            identifier.System = Map.System;
        }

        if (!string.IsNullOrWhiteSpace(Map.IdentifierType))
        {
            identifier.Type = new CodeableConcept(StandardSystems.IdentifierTypes, Map.IdentifierType);
        }

        return identifier;
    }
}
