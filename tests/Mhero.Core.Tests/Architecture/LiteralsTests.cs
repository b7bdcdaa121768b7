using System.Reflection;
using Mhero.Core.RapidPro;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mhero.Core.Tests.Architecture;

/// <summary>Each URI and each URN scheme stands once in the sources of the product, under a name.</summary>
public sealed class LiteralsTests
{
    private static readonly string[] Prefixes = ["http://", "https://", "urn:ietf:", "urn:uuid:", "urn:oid:"];

    [Fact]
    public void Uris_EachStandsOnce()
    {
        var twice = Uris().GroupBy(u => u.Text).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(u => ProductSources.PlaceOf(u.Node)))}");

        Assert.Empty(twice);
    }

    [Fact]
    public void Uris_EachHasAName()
    {
        var unnamed = Uris()
            .Where(u => !u.Node.Ancestors().Any(a => a is FieldDeclarationSyntax or PropertyDeclarationSyntax { Initializer: not null }))
            .Select(u => $"{u.Text}: {ProductSources.PlaceOf(u.Node)}");

        Assert.Empty(unnamed);
    }

    [Fact]
    public void UrnSchemes_StandInUrnAlone()
    {
        string[] schemes = [.. typeof(Urn).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];
        var found = Texts()
            .Where(t => schemes.Any(s => t.Text.StartsWith($"{s}:", StringComparison.OrdinalIgnoreCase)))
            .Select(t => $"{t.Text}: {ProductSources.PlaceOf(t.Node)}");

        Assert.Contains("tel", schemes);
        Assert.Empty(found);
    }

    private static IEnumerable<(string Text, SyntaxNode Node)> Uris() =>
        Texts().Where(t => Prefixes.Any(p => t.Text.StartsWith(p, StringComparison.Ordinal) && (t.Text.Length > p.Length || p.StartsWith("urn:", StringComparison.Ordinal))));

    /// <summary>The string literals, and the beginnings of interpolated strings.</summary>
    private static IEnumerable<(string Text, SyntaxNode Node)> Texts() => ProductSources.Trees
        .SelectMany(tree => tree.GetRoot().DescendantNodes())
        .Select(node => (Text: node switch
        {
            LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => literal.Token.ValueText,
            InterpolatedStringExpressionSyntax { Contents: [InterpolatedStringTextSyntax first, ..] } => first.TextToken.ValueText,
            _ => null,
        }, Node: node))
        .Where(t => t.Text is not null)
        .Select(t => (t.Text!, t.Node));
}
