using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;

namespace Mhero.Core.Fhir.Expressions;

/// <summary>A FHIRPath expression from outside mHero: of limited size, and evaluated within a budget.</summary>
internal sealed class BoundedExpression
{
    private static readonly FhirPathCompiler Compiler = new(Symbols());

    private readonly CompiledExpression _compiled;

    private BoundedExpression(CompiledExpression compiled) => _compiled = compiled;

    /// <summary>Compiles an expression.</summary>
    /// <param name="text">The expression. Inside <see cref="ExpressionMeter.Run"/> it is charged to that meter.</param>
    /// <exception cref="ExpressionTooCostlyException">It is longer, or more deeply nested, than <see cref="ExpressionSize"/> allows.</exception>
    /// <exception cref="FormatException">It is not FHIRPath.</exception>
    public static BoundedExpression Compile(string text)
    {
        var parts = ExpressionSize.Check(text);
        ExpressionMeter.Current?.Charge(1 + ((long)parts * parts));
        return new(Compiler.Compile(MeteredTree.Of(Compiler.Parse(text))));
    }

    /// <summary>Evaluates to the end.</summary>
    /// <param name="focus">The context of the expression.</param>
    /// <param name="context">Its variables.</param>
    /// <param name="meter">The budget.</param>
    /// <returns>The selected nodes.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <remarks>Throws what the SDK throws; <see cref="ExpressionMeter.Exceeded"/> shows whether the budget was the cause.</remarks>
    public List<PocoNode> Evaluate(PocoNode focus, EvaluationContext context, ExpressionMeter meter) =>
        meter.Run(() => BoundedFunctions.Meter(_compiled([focus], context)).ToList());

    private static SymbolTable Symbols()
    {
        var symbols = new SymbolTable(new SymbolTable(FhirPathCompiler.DefaultSymbolTable).AddFhirExtensions());
        symbols.Add<IEnumerable<PocoNode>, IEnumerable<PocoNode>>(MeteredTree.Function, BoundedFunctions.Meter);
        symbols.Add<IEnumerable<PocoNode>, IEnumerable<PocoNode>>(MeteredTree.Comparing, BoundedFunctions.MeterCompared);
        symbols.Add<string, string, bool>("matches", BoundedFunctions.Matches, true);
        symbols.Add<string, string, bool>("matchesFull", BoundedFunctions.MatchesFull, true);
        symbols.Add<string, string, string, string>("replaceMatches", BoundedFunctions.ReplaceMatches, true);
        symbols.Add<string, string, string, string>("replace", BoundedFunctions.Replace, true);
        return symbols;
    }
}
