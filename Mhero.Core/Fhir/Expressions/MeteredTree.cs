using Hl7.FhirPath.Expressions;

namespace Mhero.Core.Fhir.Expressions;

/// <summary>
/// Puts the meter between the parts of an expression. The next part reads the selected nodes lazily, so an expression that
/// never ends is stopped at the first part that selects too much, without a thread of its own.
/// </summary>
internal static class MeteredTree
{
    /// <summary>The name of the function that charges; no name that FHIRPath's grammar gives, so no expression can call it.</summary>
    public const string Function = "mhero.meter";

    /// <summary>The function for parts of which each node is compared with all others.</summary>
    public const string Comparing = "mhero.meter-compared";

    private static readonly HashSet<string> Comparers = new(StringComparer.Ordinal)
    {
        "repeat", "distinct", "isDistinct", "union", "binary.|", "intersect", "exclude", "subsetOf", "supersetOf", "binary.=", "binary.~",
    };

    /// <summary>The same expression with each part metered.</summary>
    public static Expression Of(Expression expression) => expression switch
    {
        BracketExpression bracket => Of(bracket.Operand),
        FunctionCallExpression call => new FunctionCallExpression(
            call.Focus is null ? null : Metered(call.Focus, call), call.FunctionName, call.ExpressionType, call.Arguments.Select(part => Metered(part, call)), call.Location),
        _ => expression,
    };

    // Constants are also the names of types and elements, which have to stay as they are.
    private static Expression Metered(Expression part, FunctionCallExpression of) => Of(part) is FunctionCallExpression call
        ? new FunctionCallExpression(call, Comparers.Contains(of.FunctionName) ? Comparing : Function, call.ExpressionType, [], call.Location)
        : part is BracketExpression ? Of(part) : part;
}
