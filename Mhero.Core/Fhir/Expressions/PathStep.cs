using Hl7.Fhir.Model;
using Hl7.FhirPath;

namespace Mhero.Core.Fhir.Expressions;

/// <summary>A step of a <see cref="PlainPath"/>: to the children of a name, or, with a text, <c>where(name = 'text')</c>.</summary>
/// <param name="Name">The child's name.</param>
/// <param name="Text">The text that the child must have for the node to stay; null for a step to the children.</param>
internal sealed record PathStep(string Name, string? Text)
{
    private const string Value = "value";

    // The value of a primitive has a type of FHIRPath, which only the SDK's evaluator gives.
    private static readonly CompiledExpression ValueOfPrimitive = new FhirPathCompiler().Compile(Value);

    /// <summary>The nodes that the step selects.</summary>
    public IEnumerable<PocoNode> From(IEnumerable<PocoNode> nodes)
    {
        foreach (var node in nodes)
        {
            var children = Name == Value && node.Poco is PrimitiveType ? ValueOfPrimitive([node], new EvaluationContext()) : node.Child(Name) ?? Enumerable.Empty<PocoNode>();
            if (Text is null)
            {
                foreach (var child in children)
                {
                    yield return child;
                }
            }
            else if (HasText(children))
            {
                yield return node;
            }
        }
    }

    private bool HasText(IEnumerable<PocoNode> children)
    {
        var has = false;
        foreach (var child in children)
        {
            // More than one value is equal to no single text.
            if (has || child.Poco is not PrimitiveType { JsonValue: string text } || text != Text)
            {
                return false;
            }

            has = true;
        }

        return has;
    }
}
