using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mhero.Core.Tests.Architecture;

/// <summary>The container makes the services from their constructors. A registration has a factory only where the container has no other way.</summary>
public sealed partial class RegistrationTests
{
    /// <summary>The files that may have factories which make something, with the reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["FhirServiceCollectionExtensions.cs"] = "the client is a singleton over a named HTTP client; a typed client would be transient",
        ["RapidProServiceCollectionExtensions.cs"] = "as the FHIR client",
        ["Dhis2ClientServiceCollectionExtensions.cs"] = "the client takes a named HTTP client, and is made only where the settings name a server",
        ["FlowResultsClientsServiceCollectionExtensions.cs"] = "a client for each server of the settings, made when its source is read",
        ["SettingsServiceCollectionExtensions.cs"] = "pure classes take the options and not IOptions",
        ["StorageServiceCollectionExtensions.cs"] = "a table takes its own key as its name",
        ["WorkQueueServiceCollectionExtensions.cs"] = "a queue takes the base class of its sync's options",
        ["ChangesServiceCollectionExtensions.cs"] = "a look takes a keyed sync, which depends on the pollers that depend on the registry's changes",
        ["InternalConstructorServiceCollectionExtensions.cs"] = "the container sees public constructors only",
    };

    [Fact]
    public void Registrations_FactoriesForwardOrHaveAReason()
    {
        var factories = ProductSources.Trees
            .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
            .Where(call => call.Expression is MemberAccessExpressionSyntax access && Registration().IsMatch(access.Name.Identifier.ValueText))
            .SelectMany(call => call.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<LambdaExpressionSyntax>())
            .ToList();

        var making = factories.Where(factory => !Forward().IsMatch(factory.Body.ToString())).Select(factory => Path.GetFileName(factory.SyntaxTree.FilePath)).Distinct();

        Assert.NotEmpty(factories);
        Assert.Equal(Exceptions.Keys.Order(StringComparer.Ordinal), making.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("^(Try)?Add(Keyed)?(Singleton|Scoped|Transient)$|^AddHostedService$")]
    private static partial Regex Registration();

    /// <summary>The same object under another type.</summary>
    [GeneratedRegex(@"^\w+\.GetRequired(Keyed)?Service<[\w<>]+>\(\w*\)$")]
    private static partial Regex Forward();
}
