using Mhero.Core.Tests.Mapping;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mhero.Core.Tests.Architecture;

/// <summary>Holds the limits of files, members and constructors over the sources of the product and of <c>dev</c>.</summary>
/// <remarks>
/// Records are exempt from the limit of constructor parameters: they are data here, and their parameters are the columns of a row or
/// the members of a JSON object. A class or struct is a service, and its parameters are its collaborators.
/// </remarks>
public sealed class SizeLimitsTests
{
    private const int MaxFileLines = 400;
    private const int MaxMemberLines = 60;
    private const int MaxConstructorParameters = 8;
    private const int MaxStages = 6;

    private static readonly string[] BatchHandlers = ["ContactBatchHandler", "RunBatchHandler"];

    private static IReadOnlyList<SyntaxTree> Sources => ProductSources.TreesWithDev;

    [Fact]
    public void Files_NoneIsLongerThanTheLimit()
    {
        var found = Sources
            .Select(tree => (tree.FilePath, Lines: tree.GetText().Lines.Count))
            .Where(file => file.Lines - 1 > MaxFileLines)
            .Select(file => $"{Path.GetRelativePath(MappingFiles.Root, file.FilePath)}: {file.Lines} lines");

        Assert.True(Sources.Count > 500);
        Assert.Empty(found);
    }

    [Fact]
    public void Members_NoneIsLongerThanTheLimit()
    {
        var found = Sources
            .SelectMany(tree => tree.GetRoot().DescendantNodes())
            .Where(node => node is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or LocalFunctionStatementSyntax)
            .Where(member => LinesOf(member) > MaxMemberLines)
            .Select(member => $"{ProductSources.PlaceOf(member)}: {LinesOf(member)} lines");

        Assert.Empty(found);
    }

    [Fact]
    public void Constructors_NoneHasMoreParametersThanTheLimit()
    {
        var found = Constructors()
            .Where(constructor => constructor.Parameters > MaxConstructorParameters)
            .Select(constructor => $"{ProductSources.PlaceOf(constructor.Node)}: {constructor.Parameters} parameters");

        Assert.Empty(found);
    }

    [Fact]
    public void BatchHandlers_HaveFewStages()
    {
        var handlers = Constructors().Where(constructor => BatchHandlers.Contains(constructor.Type)).ToList();

        Assert.Equal(BatchHandlers, handlers.Select(handler => handler.Type).Order(StringComparer.Ordinal));
        Assert.All(handlers, handler => Assert.InRange(handler.Parameters, 1, MaxStages));
    }

    private static IEnumerable<(string Type, int Parameters, SyntaxNode Node)> Constructors() =>
        from tree in Sources
        from node in tree.GetRoot().DescendantNodes()
        let type = node as TypeDeclarationSyntax ?? (node as ConstructorDeclarationSyntax)?.Parent as TypeDeclarationSyntax
        where type is not null and not RecordDeclarationSyntax
        let parameters = node is ConstructorDeclarationSyntax constructor ? constructor.ParameterList : type.ParameterList
        where parameters is not null
        select (type.Identifier.ValueText, parameters.Parameters.Count, node);

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.SyntaxTree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
