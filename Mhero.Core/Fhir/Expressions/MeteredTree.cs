using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;
using Expression = Hl7.FhirPath.Expressions.Expression;

namespace Mhero.Core.Fhir.Expressions;

/// <summary>
/// Compiles an expression with the meter between its parts. The next part reads the selected nodes lazily, so an expression that
/// never ends is stopped at the first part that selects too much, without a thread of its own. Plain paths do not go through the
/// SDK's evaluator, and parts that depend on the resource alone are evaluated once for each resource.
/// </summary>
internal sealed class MeteredTree
{
    // No names that FHIRPath's grammar gives, so no expression can call them.
    private const string Meter = "mhero.meter";
    private const string MeterCompared = "mhero.meter-compared";

    private static readonly HashSet<string> Comparers = new(StringComparer.Ordinal)
    {
        "repeat", "distinct", "isDistinct", "union", "binary.|", "intersect", "exclude", "subsetOf", "supersetOf", "binary.=", "binary.~",
    };

    private static readonly SymbolTable Bounded = BoundedSymbols();

    private readonly SymbolTable _symbols = new(Bounded);
    private int _functions;

    /// <summary>Parses an expression.</summary>
    /// <exception cref="FormatException">It is not FHIRPath.</exception>
    public static Expression Parse(string text) => new FhirPathCompiler(Bounded).Parse(text);

    /// <summary>Compiles an expression.</summary>
    /// <param name="expression">The expression as the SDK's parser gives it.</param>
    public static CompiledExpression Compile(Expression expression)
    {
        var tree = new MeteredTree();
        return new FhirPathCompiler(tree._symbols).Compile(tree.Of(expression));
    }

    /// <summary>Compiles what <see cref="ResourcePart"/> evaluates, without another look for it.</summary>
    /// <param name="expression">The part.</param>
    public static CompiledExpression CompilePart(Expression expression)
    {
        var tree = new MeteredTree();
        return new FhirPathCompiler(tree._symbols).Compile(tree.Rewritten(expression, isPart: true));
    }

    private Expression Of(Expression expression) => ResourcePart.Of(expression) is { } part
        ? Function(new VariableRefExpression("resource"), part.Select, expression)
        : Rewritten(expression, isPart: false);

    private Expression Rewritten(Expression expression, bool isPart) => expression switch
    {
        BracketExpression bracket => isPart ? Rewritten(bracket.Operand, isPart) : Of(bracket.Operand),
        FunctionCallExpression call when PlainPath.Of(call) is { } path => Function(Metered(path.Root, call, isPart), path.Select, call),
        FunctionCallExpression call => new FunctionCallExpression(
            call.Focus is null ? null : Metered(call.Focus, call, isPart),
            call.FunctionName,
            call.ExpressionType,
            // Parts of a part are kept where other expressions may have them too, but a chain of calls or operators does not become a chain of parts.
            call.Arguments.Select(argument => Metered(argument, call, isPart && argument is BinaryExpression or UnaryExpression)),
            call.Location),
        _ => expression,
    };

    private FunctionCallExpression Function(Expression focus, Func<IEnumerable<PocoNode>, IEnumerable<PocoNode>> select, Expression of)
    {
        var name = $"mhero.{_functions++}";
        _symbols.Add(name, select);
        return new FunctionCallExpression(focus, name, of.ExpressionType, Enumerable.Empty<Expression>());
    }

    // Constants are also the names of types and elements, which have to stay as they are.
    private Expression Metered(Expression part, FunctionCallExpression of, bool isPart) => (isPart ? Rewritten(part, isPart) : Of(part)) switch
    {
        FunctionCallExpression call =>
            new FunctionCallExpression(call, Comparers.Contains(of.FunctionName) ? MeterCompared : Meter, call.ExpressionType, Enumerable.Empty<Expression>(), call.Location),
        var rewritten => rewritten,
    };

    private static SymbolTable BoundedSymbols()
    {
        var symbols = new SymbolTable(new SymbolTable(FhirPathCompiler.DefaultSymbolTable).AddFhirExtensions());
        symbols.Add<IEnumerable<PocoNode>, IEnumerable<PocoNode>>(Meter, BoundedFunctions.Meter);
        symbols.Add<IEnumerable<PocoNode>, IEnumerable<PocoNode>>(MeterCompared, BoundedFunctions.MeterCompared);
        symbols.Add<string, string, bool>("matches", BoundedFunctions.Matches, true);
        symbols.Add<string, string, bool>("matchesFull", BoundedFunctions.MatchesFull, true);
        symbols.Add<string, string, string, string>("replaceMatches", BoundedFunctions.ReplaceMatches, true);
        symbols.Add<string, string, string, string>("replace", BoundedFunctions.Replace, true);
        return symbols;
    }
}
