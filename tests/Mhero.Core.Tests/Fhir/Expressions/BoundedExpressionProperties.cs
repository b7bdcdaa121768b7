using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;
using Mhero.Core.Fhir.Expressions;

namespace Mhero.Core.Tests.Fhir.Expressions;

/// <summary>Plain paths and parts that are kept select what the SDK's evaluator selects.</summary>
public sealed class BoundedExpressionProperties
{
    private static readonly FhirPathCompiler Sdk = new(new SymbolTable(new SymbolTable(FhirPathCompiler.DefaultSymbolTable).AddFhirExtensions()));

    private static readonly Gen<string> Name = Gen.Elements(
        "item", "item", "answer", "answer", "value", "value", "linkId", "code", "system", "display", "author", "reference", "text", "extension", "url", "id", "status", "contained", "given");

    private static readonly Gen<string> Text = Gen.Elements("a", "b", "g", "1", "F", "active", "Uwase", "");

    private static readonly Gen<string> Path =
        from root in Gen.Elements("%resource.", "%resource.", "%rootResource.", "%context.", "%qitem.", "$this.", "", "QuestionnaireResponse.")
        from names in Name.NonEmptyListOf()
        from filter in Gen.OneOf(Gen.Constant(""), Name.SelectMany(name => Text.Select(text => $".where({name} = '{text}')")), Gen.Constant(".where(linkId='a').answer.value"))
        from tail in Gen.Elements("", "", ".first()", "[0]", ".exists()", ".count()", ".upper()", ".toString()", ".ofType(string)", ".where($this = 'Uwase')", ".select(linkId)", ".answer.value.code")
        select root + string.Join('.', names.Take(4)) + filter + tail;

    private static readonly Gen<string> Expression = Gen.OneOf(
        Path,
        Path,
        Path.Two().Select(p => $"{p.Item1} & '-' & {p.Item2}"),
        Path.Two().Select(p => $"{p.Item1} + {p.Item2}"),
        Path.Two().Select(p => $"({p.Item1} | {p.Item2}).count()"),
        Path.Two().Select(p => $"{p.Item1} = {p.Item2}"),
        Path.Three().Select(p => $"iif({p.Item1}.exists(), {p.Item2}, {p.Item3})"),
        Path.Two().Select(p => $"%resource.item.where({p.Item1} = 'a').select({p.Item2})"),
        Path.Two().Select(p => $"{p.Item1}.select({p.Item2})"),
        Path.Select(p => $"%resource.where({p}.exists().not())"));

    public static Arbitrary<string[]> Expressions() => Arb.From(Expression.ArrayOf(6));

    [Property(Arbitrary = [typeof(BoundedExpressionProperties)], MaxTest = 400)]
    public Property Evaluate_AnyExpression_SelectsWhatTheSdkSelects(string[] expressions)
    {
        var meter = new ExpressionMeter(long.MaxValue, long.MaxValue, default, default);
        var faults = new List<string>();
        PocoNode[] responses = [Response("Uwase", "F"), Response("b", "1")];

        // Both compile for longer than they evaluate, and the product compiles once as well.
        var compiled = expressions.Distinct().ToDictionary(e => e, e => (Ours: Compiled(() => BoundedExpression.Compile(e)), Theirs: Compiled(() => Sdk.Compile(e))));

        // Each twice and for both responses, so that what is kept of one is there when the other comes.
        foreach (var response in (PocoNode[])[responses[0], responses[0], responses[1], responses[0]])
        {
            var context = new FhirEvaluationContext { Resource = response, RootResource = response };
            context.Environment["qitem"] = [new Questionnaire.ItemComponent { LinkId = "a", Text = "Name" }.ToPocoNode()];
            foreach (var focus in (PocoNode[])[response, response.Child("item")!.Last()])
            {
                foreach (var expression in expressions)
                {
                    var (ours, theirs) = compiled[expression];
                    var (selected, expected) = (Result(() => ours().Evaluate(focus, context, meter)), Result(() => theirs()([focus], context)));
                    if (selected != expected)
                    {
                        faults.Add($"{expression}: {selected} for {expected}");
                    }
                }
            }
        }

        return (faults.Count == 0).Label(string.Join('\n', faults));
    }

    // What does not compile is a fault at each evaluation.
    private static Func<T> Compiled<T>(Func<T> compile)
    {
        try
        {
            var compiled = compile();
            return () => compiled;
        }
        catch (Exception fault) when (fault is FormatException or ExpressionTooCostlyException)
        {
            return () => throw fault;
        }
    }

    private static string Result(Func<IEnumerable<PocoNode>> evaluate)
    {
        try
        {
            return string.Join(", ", evaluate().Select(n => n.Poco is PrimitiveType { JsonValue: { } value } ? $"{n.Poco.TypeName} {value}" : $"{n.Poco.TypeName} {n.GetLocation()}"));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return "a fault";
        }
    }

    private static PocoNode Response(string name, string code) => new QuestionnaireResponse
    {
        Id = "1",
        Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
        Author = new ResourceReference("Practitioner/1"),
        Contained = [new Patient { Id = "a", Name = [new HumanName { Given = ["Uwase"] }] }],
        Item =
        [
            new() { LinkId = "a", Answer = [new() { Value = new FhirString(name), Item = [new() { LinkId = "b", Answer = [new() { Value = new Integer(1) }] }] }] },
            new() { LinkId = "b", Answer = [new() { Value = new Coding("http://example.org", code, "active") }, new() { Value = new FhirString("Uwase") }] },
            new() { LinkId = "1", Extension = [new Extension("a", new FhirString("b"))] },
            new() { LinkId = "g", Item = [new() { LinkId = "a", Answer = [new() { Value = new Code("F") }, new() { Value = new FhirUri("a") }] }, new() { LinkId = "a" }] },
        ],
    }.ToPocoNode();
}
