using Hl7.Fhir.Introspection;

namespace Mhero.Core.Extraction.Plan;

/// <summary>An element's own elements of one name.</summary>
/// <param name="Property">Their R4 definition.</param>
/// <param name="Nodes">The elements, in the template's order.</param>
internal sealed record TemplateProperty(PropertyMapping Property, IReadOnlyList<TemplateNode> Nodes);
