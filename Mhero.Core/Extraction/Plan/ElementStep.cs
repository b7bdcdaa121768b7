using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Plan;

/// <summary>One step from an element to one of its own elements.</summary>
/// <param name="Property">Its R4 definition.</param>
/// <param name="Type">The type of a choice element that the definition names; null when it names none.</param>
internal sealed record ElementStep(PropertyMapping Property, Type? Type)
{
    /// <summary>The elements of the element; null for a choice of which no type is named.</summary>
    public ClassMapping? MappingOf() => Type is not null
        ? ModelInfo.ModelInspector.FindClassMapping(Type)
        : Property.Choice == ChoiceType.None ? Property.PropertyTypeMapping : null;
}
