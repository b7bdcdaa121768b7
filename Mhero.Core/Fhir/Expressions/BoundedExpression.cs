using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;
using Expression = Hl7.FhirPath.Expressions.Expression;

namespace Mhero.Core.Fhir.Expressions;

/// <summary>A FHIRPath expression from outside mHero: of limited size, and evaluated within a budget.</summary>
internal sealed class BoundedExpression
{
    private readonly CompiledExpression _compiled;
    private readonly PlainPath? _path;

    private BoundedExpression(Expression parsed)
    {
        _compiled = MeteredTree.Compile(parsed);
        _path = PlainPath.Of(parsed) is { Root: AxisExpression { AxisName: "that" } } path ? path : null;
    }

    /// <summary>Compiles an expression.</summary>
    /// <param name="text">The expression. Inside <see cref="ExpressionMeter.Run"/> it is charged to that meter.</param>
    /// <exception cref="ExpressionTooCostlyException">It is longer, or more deeply nested, than <see cref="ExpressionSize"/> allows.</exception>
    /// <exception cref="FormatException">It is not FHIRPath.</exception>
    public static BoundedExpression Compile(string text)
    {
        var parts = ExpressionSize.Check(text);
        ExpressionMeter.Current?.Charge(1 + ((long)parts * parts));
        return new(MeteredTree.Parse(text));
    }

    /// <summary>Evaluates to the end.</summary>
    /// <param name="focus">The context of the expression.</param>
    /// <param name="context">Its variables.</param>
    /// <param name="meter">The budget.</param>
    /// <returns>The selected nodes.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <remarks>Throws what the SDK throws; <see cref="ExpressionMeter.Exceeded"/> shows whether the budget was the cause.</remarks>
    public List<PocoNode> Evaluate(PocoNode focus, EvaluationContext context, ExpressionMeter meter) =>
        meter.Run(() => _path is { } path ? path.Select([focus]) : [.. BoundedFunctions.Meter(_compiled([focus], context))]);
}
