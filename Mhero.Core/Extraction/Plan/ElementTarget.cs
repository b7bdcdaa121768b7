using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Plan;

/// <summary>An element of R4 that a definition names (<c>canonical#Patient.name.given</c>).</summary>
/// <param name="Canonical">The definition it belongs to; no version.</param>
/// <param name="Steps">The way from the resource to the element; at least one.</param>
/// <param name="Location">Where the definition stands.</param>
internal sealed record ElementTarget(string Canonical, IReadOnlyList<ElementStep> Steps, string Location)
{
    /// <summary>Finds the element.</summary>
    /// <param name="canonical">The definition without version and fragment.</param>
    /// <param name="type">The resource type that the definition is about.</param>
    /// <param name="elementId">The id after <c>#</c>.</param>
    /// <param name="location">Where it stands.</param>
    /// <param name="issues">Receives why it is none.</param>
    /// <returns>The element; null when R4 has none of that name.</returns>
    public static ElementTarget? Find(string canonical, ClassMapping type, string elementId, string location, IssueLog issues) =>
        Find(canonical, [], type, elementId, location, issues);

    /// <summary>Finds an element by a path that begins at the data type of the group around it (<c>HumanName.family</c>).</summary>
    /// <param name="group">The group's element.</param>
    /// <param name="elementId">The id after <c>#</c>.</param>
    /// <param name="location">Where it stands.</param>
    /// <param name="issues">Receives why it is none.</param>
    /// <returns>The element; null when the data type has none of that name.</returns>
    public static ElementTarget? Inside(ElementTarget group, string elementId, string location, IssueLog issues) =>
        group.Steps[^1].MappingOf() is { } type ? Find(group.Canonical, group.Steps, type, elementId, location, issues) : null;

    private static ElementTarget? Find(string canonical, IReadOnlyList<ElementStep> before, ClassMapping type, string elementId, string location, IssueLog issues)
    {
        var parts = elementId.Split('.');
        var steps = before.ToList();
        var mapping = type;
        if (parts[0] != type.Name || parts.Length < 2)
        {
            issues.Error(ExtractionCodes.UnknownElement, location, $"'{elementId}' is not an element of {type.Name}.");
            return null;
        }

        for (var i = 1; i < parts.Length; i++)
        {
            var slice = parts[i].IndexOf(':', StringComparison.Ordinal);
            var name = slice < 0 ? parts[i] : parts[i][..slice];
            if (StepOf(mapping, name, slice < 0 ? null : parts[i][(slice + 1)..]) is not { } step)
            {
                issues.Error(
                    slice < 0 ? ExtractionCodes.UnknownElement : ExtractionCodes.SliceNotSupported,
                    location,
                    slice < 0 ? $"{mapping.Name} has no element '{name}' in R4." : $"'{parts[i]}' is a named slice: without the profile's StructureDefinition its discriminator is unknown.");
                return null;
            }

            if (i < parts.Length - 1)
            {
                if (step.Type is null && TypeWith(step.Property, parts[i + 1]) is { } only)
                {
                    step = step with { Type = only };
                }

                if (step.MappingOf() is not { } next)
                {
                    issues.Error(ExtractionCodes.UnknownElement, location, $"'{name}' may be of several types: name one, as in {name}:{name.Replace("[x]", "Quantity", StringComparison.Ordinal)}.");
                    return null;
                }

                mapping = next;
            }

            steps.Add(step);
        }

        return new(canonical, steps, location);
    }

    private static ElementStep? StepOf(ClassMapping mapping, string name, string? slice)
    {
        var isChoice = name.EndsWith("[x]", StringComparison.Ordinal);
        var bare = isChoice ? name[..^3] : name;
        if (slice is null && mapping.FindMappedElementByName(bare) is { } property && (!isChoice || property.Choice == ChoiceType.DatatypeChoice))
        {
            return new(property, null);
        }

        // value[x]:valueQuantity is a named slice by type, as is valueQuantity itself: it needs no profile to be understood.
        var typed = slice is null && !isChoice ? name : isChoice ? slice : null;
        return typed is not null
            && mapping.FindMappedElementByChoiceName(typed) is { Choice: ChoiceType.DatatypeChoice } choice
            && (!isChoice || choice.Name == bare)
            && Array.Find(choice.FhirType, type => choice.Name + Capital(ModelInfo.GetFhirTypeNameForType(type)) == typed) is { } type
                ? new(choice, type)
                : null;
    }

    private static Type? TypeWith(PropertyMapping property, string child) =>
        property.Choice == ChoiceType.DatatypeChoice
            && property.FhirType.Where(type => ModelInfo.ModelInspector.FindClassMapping(type)?.FindMappedElementByName(child) is not null).ToList() is [var only]
            ? only
            : null;

    private static string Capital(string? name) => string.IsNullOrEmpty(name) ? "" : char.ToUpperInvariant(name[0]) + name[1..];
}
