using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;
using Expression = Hl7.FhirPath.Expressions.Expression;

namespace Mhero.Core.Fhir.Expressions;

/// <summary>
/// A part of an expression that depends on <c>%resource</c> and nothing else: not on its context, another variable or the clock. The meter
/// of the evaluation keeps what it selects, also for the same part of other expressions.
/// </summary>
internal sealed class ResourcePart
{
    private static readonly HashSet<string> Constant = new(StringComparer.Ordinal) { "resource", "rootResource" };

    /// <summary>Functions whose arguments are evaluated for each node that their focus selects.</summary>
    private static readonly HashSet<string> PerNode = new(StringComparer.Ordinal) { "where", "select", "all", "exists", "repeat" };

    /// <summary>Functions that do not depend on their arguments alone.</summary>
    private static readonly HashSet<string> Changing = new(StringComparer.Ordinal) { "now", "today", "timeOfDay", "trace", "resolve", "defineVariable", "aggregate" };

    private readonly string _key;
    private readonly CompiledExpression _compiled;

    private ResourcePart(Expression expression) => (_key, _compiled) = (KeyOf(expression), MeteredTree.CompilePart(expression));

    /// <summary>The expression as such a part; null when it is none, or only a constant or a variable.</summary>
    public static ResourcePart? Of(Expression expression) =>
        expression is FunctionCallExpression && HasResource(expression) && IsConstant(expression, false) ? new ResourcePart(expression) : null;

    /// <summary>The nodes that it selects.</summary>
    /// <param name="resource">The resource; nothing where an evaluation has none.</param>
    public IEnumerable<PocoNode> Select(IEnumerable<PocoNode> resource)
    {
        var root = resource.FirstOrDefault();
        if (ExpressionMeter.Current is not { } meter)
        {
            return Evaluate(root);
        }

        var known = meter.KnownOf(root?.Poco);
        if (!known.TryGetValue(_key, out var nodes))
        {
            known[_key] = nodes = Evaluate(root);
        }

        return nodes;
    }

    private List<PocoNode> Evaluate(PocoNode? root) =>
        [.. _compiled(root is null ? [] : [root], root is null ? new FhirEvaluationContext() : new FhirEvaluationContext { Resource = root, RootResource = root })];

    // The SDK compares expressions by their places in the text too.
    private static string KeyOf(Expression expression) => expression switch
    {
        ConstantExpression constant => $"{constant.Value.GetType().Name}:{constant.Value.ToString()!.Length}:{constant.Value}",
        VariableRefExpression variable => "%" + variable.Name,
        BracketExpression bracket => KeyOf(bracket.Operand),
        FunctionCallExpression call => $"{(call.Focus is null ? "" : KeyOf(call.Focus))}.{call.FunctionName}({string.Join(',', call.Arguments.Select(KeyOf))})",
        _ => throw new InvalidOperationException("Not a part that depends on the resource alone."),
    };

    private static bool HasResource(Expression expression) => expression switch
    {
        AxisExpression => false,
        VariableRefExpression => true,
        BracketExpression bracket => HasResource(bracket.Operand),
        FunctionCallExpression call => (call.Focus is not null && HasResource(call.Focus)) || call.Arguments.Any(HasResource),
        _ => false,
    };

    private static bool IsConstant(Expression expression, bool perNode) => expression switch
    {
        ConstantExpression => true,
        AxisExpression => perNode,
        VariableRefExpression variable => Constant.Contains(variable.Name),
        BracketExpression bracket => IsConstant(bracket.Operand, perNode),
        FunctionCallExpression call => !Changing.Contains(call.FunctionName)
            && (IgnoresFocus(call) || (call.Focus is not null && IsConstant(call.Focus, perNode)))
            && call.Arguments.All(argument => IsConstant(argument, perNode || PerNode.Contains(call.FunctionName))),
        _ => false,
    };

    // The parser gives the context as their focus, and they do not read it.
    private static bool IgnoresFocus(FunctionCallExpression call) => call is BinaryExpression or UnaryExpression || call.FunctionName == "iif";
}
