using Hl7.Fhir.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mhero.Core.Tests.Architecture;

/// <summary>
/// A server may write its address before a reference and a version behind it, so the texts of two equal references differ: sources compare
/// them by <c>ResourceLocation.RelativeOf</c> alone.
/// </summary>
public sealed class ReferenceComparisonTests
{
    /// <summary>Methods that compare their argument, or the results of their argument.</summary>
    private static readonly HashSet<string> Comparing =
    [
        "Equals", "ReferenceEquals", "Contains", "ContainsKey", "TryGetValue", "GetValueOrDefault", "IndexOf", "Remove", "Compare", "CompareOrdinal",
        "GroupBy", "DistinctBy", "ToDictionary", "ToLookup", "OrderBy", "ThenBy", "ToHashSet", "ExceptBy", "IntersectBy", "UnionBy", "Join",
    ];

    /// <summary>Methods that compare the elements of a sequence.</summary>
    private static readonly HashSet<string> ComparingElements = ["Distinct", "ToHashSet", "Contains", "Except", "Intersect", "Union", "SequenceEqual", "Order"];

    [Fact]
    public void Sources_CompareNoRawReference() => Assert.Empty(FaultsOf(ProductSources.Trees).Select(f => $"{f.Place}: {f.Source}"));

    [Fact]
    public void Rule_Samples_FindsComparisonsAlone()
    {
        string[] comparisons =
        [
            "one.Reference == two.Reference",
            "one?.Reference != \"Practitioner/1\"",
            "\"Practitioner/1\" == one.Reference",
            "one.Reference is \"Practitioner/1\"",
            "one.Reference!.Equals(two.Reference)",
            "one.Reference?.StartsWith(\"Practitioner/\") == true",
            "string.Equals(one.Reference, two.Reference)",
            "texts.Contains(one.Reference!)",
            "list.Exists(r => texts.Contains(r.Reference!))",
            "list.GroupBy(r => r.Reference).Any()",
            "list.Select(r => r.Reference).Distinct().Any()",
            "(one.Reference ?? \"\") == two.Reference",
            "one.ReferenceElement.Value == \"Practitioner/1\"",
            "map[one.Reference!] is null",
        ];
        string[] others =
        [
            "one.Reference is null",
            "one?.Reference is { } text && Relative(text) == Relative(two.Reference)",
            "one.Reference != null",
            "one.ReferenceElement?.JsonValue is string",
            "Relative(one?.Reference) == Relative(two.Reference)",
            "list.Select(r => Relative(r.Reference)).Distinct().Any()",
            "list.Select(r => r.Reference).Any()",
        ];

        var found = FaultsOf([.. comparisons.Concat(others).Select(Sample)]).Select(f => f.Place.Split('_')[1].Split('.')[0]).Distinct();

        Assert.Equal(Enumerable.Range(0, comparisons.Length).Select(i => i.ToString(CultureInfo.InvariantCulture)), found);
    }

    private static SyntaxTree Sample(string expression, int number) => CSharpSyntaxTree.ParseText(
        $$"""
        using System.Collections.Generic; using System.Linq; using Hl7.Fhir.Model;
        class Sample{{number}}
        {
            bool Test(ResourceReference one, ResourceReference two, List<ResourceReference> list, HashSet<string> texts, Dictionary<string, string> map) => {{expression}};
            static string Relative(string text) => text;
        }
        """,
        new CSharpParseOptions(LanguageVersion.Preview),
        $"/sample_{number}.cs");

    private static List<(string Place, string Source)> FaultsOf(IReadOnlyList<SyntaxTree> trees)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("Mhero.", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));
        var implicitUsings = CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;",
            new CSharpParseOptions(LanguageVersion.Preview));
        var compilation = CSharpCompilation.Create("sources", [implicitUsings, .. trees], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var faults = new List<(string, string)>();
        foreach (var tree in trees)
        {
            var names = tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(n => n.Identifier.ValueText is "Reference" or "ReferenceElement").ToList();
            var model = names.Count == 0 ? null : compilation.GetSemanticModel(tree);
            faults.AddRange(names
                .Where(n => model!.GetSymbolInfo(n).Symbol is IPropertySymbol { ContainingType.Name: nameof(ResourceReference) } && IsCompared(n))
                .Select(n => (ProductSources.PlaceOf(n), n.Parent!.Parent!.ToString())));
        }

        return faults;
    }

    /// <summary>Whether the text, as it is, is an operand, a receiver, a key or an argument of a comparison.</summary>
    private static bool IsCompared(SyntaxNode name)
    {
        var node = name;
        while (node.Parent is { } parent)
        {
            switch (parent)
            {
                case MemberAccessExpressionSyntax access when access.Name == node || (access.Expression == node && access.Name.Identifier.ValueText is "Value" or "JsonValue"):
                case MemberBindingExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax or CastExpressionSyntax:
                case ConditionalAccessExpressionSyntax conditional when conditional.WhenNotNull == node || conditional.WhenNotNull is MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Value" or "JsonValue" }:
                case BinaryExpressionSyntax coalesce when coalesce.IsKind(SyntaxKind.CoalesceExpression):
                    node = parent;
                    continue;
                case MemberAccessExpressionSyntax:
                case ConditionalAccessExpressionSyntax:
                    return true;
                case BinaryExpressionSyntax binary:
                    return binary.IsKind(SyntaxKind.EqualsExpression) || binary.IsKind(SyntaxKind.NotEqualsExpression)
                        ? !(binary.Left == node ? binary.Right : binary.Left).IsKind(SyntaxKind.NullLiteralExpression)
                        : false;
                case IsPatternExpressionSyntax pattern:
                    return pattern.Pattern.DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>().Any(l => l.IsKind(SyntaxKind.StringLiteralExpression));
                case ArgumentSyntax { Parent: BracketedArgumentListSyntax }:
                    return true;
                case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }:
                    return Comparing.Contains(NameOf(call));
                case LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } }:
                    return Comparing.Contains(NameOf(call))
                        || (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } && ComparingElements.Contains(NameOf(next)));
                default:
                    return false;
            }
        }

        return false;
    }

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
