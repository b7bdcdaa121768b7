using System.Collections;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;
using Mhero.Core.Extraction.Plan;

namespace Mhero.Core.Extraction.Run;

/// <summary>Fills templates.</summary>
/// <param name="issues">Receives what could not be filled in.</param>
internal sealed class TemplateRun(IssueLog issues)
{
    /// <summary>The resources that a template gives: one, or as many as its context selects.</summary>
    /// <param name="template">The template's root.</param>
    /// <param name="scope">What its expressions see.</param>
    public IEnumerable<Base> Fill(TemplateNode template, Scope scope)
    {
        if (template.IsFaulty)
        {
            return [];
        }

        if (template.Context is null)
        {
            return Build(template, scope);
        }

        return (template.Context.Evaluate(scope, issues) ?? [])
            .SelectMany(found => Build(template, template.ContextName is { } name ? scope.At(found).With(name, found) : scope.At(found)));
    }

    private List<Base> Build(TemplateNode node, Scope scope)
    {
        if (!scope.Meter.TryCharge(node.IsDynamic ? 1 : node.Size))
        {
            issues.Error(ExtractionCodes.LimitExceeded, node.Location, $"The element was left out: the templates give too much on this response. {scope.Meter.Exceeded}");
            return [];
        }

        if (node.Value is null)
        {
            return Body(node, scope) is { } body ? [body] : [];
        }

        var results = new List<Base>();
        foreach (var value in node.Value.Values(scope, issues) ?? [])
        {
            // The template's parts beside the value (a unit, a display) stay, unless the value is a whole element of its own.
            var basis = node.Source is PrimitiveType ? null : Body(node, scope) ?? (Base)Activator.CreateInstance(node.Source.GetType())!;
            if (Coercion.To(value, node.Source.GetType(), scope.Unit, basis) is { } coerced)
            {
                results.Add(coerced);
            }
            else
            {
                issues.Error(ExtractionCodes.WrongType, node.Value.Location, $"A {Coercion.NameOf(value)} cannot stand in an element of type {node.Source.TypeName} here, or not with this value; the element was left out.");
            }
        }

        return results;
    }

    /// <summary>A copy of the element with all in it filled; null when nothing is left of it.</summary>
    private Base? Body(TemplateNode node, Scope scope)
    {
        if (!node.IsDynamic)
        {
            return node.Source.DeepCopy();
        }

        var copy = (Base)Activator.CreateInstance(node.Source.GetType())!;
        var isEmpty = true;
        if (node.Source is PrimitiveType primitive)
        {
            ((PrimitiveType)copy).JsonValue = primitive.JsonValue;
            isEmpty = primitive.JsonValue is null;
        }

        foreach (var (property, nodes) in node.Properties)
        {
            var elements = nodes.SelectMany(child => Fill(child, scope)).ToList();
            if (elements.Count == 0)
            {
                continue;
            }

            isEmpty = false;
            if (property.IsCollection)
            {
                var list = (IList)Activator.CreateInstance(property.PropertyType)!;
                elements.ForEach(element => list.Add(element));
                copy.SetValue(property.Name, list);
                continue;
            }

            if (elements.Count > 1)
            {
                var location = nodes[0].Value?.Location ?? nodes[0].Context?.Location ?? nodes[0].Location;
                issues.Warn(ExtractionCodes.SeveralValues, location, $"There are {elements.Count} values for {property.Name}, which takes one; the first was taken.");
            }

            if (Fit(elements[0], property, scope) is { } fitting)
            {
                copy.SetValue(property.Name, fitting);
            }
            else
            {
                issues.Error(ExtractionCodes.WrongType, nodes[0].Location, $"{property.Name} does not accept a {elements[0].TypeName} in R4; it was left out.");
            }
        }

        // An extension with a url alone is empty and not valid.
        return isEmpty || copy is Extension { Value: null, Extension.Count: 0 } ? null : copy;
    }

    // A template may use valueDecimal in an Observation, which has none in R4: the nearest type replaces it.
    private static Base? Fit(Base element, PropertyMapping property, Scope scope) =>
        property.Choice != ChoiceType.DatatypeChoice || Array.Exists(property.FhirType, type => type.IsInstanceOfType(element))
            ? element
            : Coercion.ToAny(element, property, scope.Unit);
}
