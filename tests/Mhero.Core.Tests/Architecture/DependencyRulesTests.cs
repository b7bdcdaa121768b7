using System.Reflection;
using Mhero.Core.Fhir;
using NetArchTest.Rules;

namespace Mhero.Core.Tests.Architecture;

/// <summary>Holds docs/adr/0002 against the compiled assembly, method bodies included.</summary>
public sealed class DependencyRulesTests
{
    private static readonly Assembly Core = typeof(MheroSystems).Assembly;

    [Theory]
    [InlineData("Mhero.Core.RapidPro", "Hl7,Azure,Mhero.Core.Fhir,Mhero.Core.Mapping,Mhero.Core.Sync,Mhero.Core.Messaging,Mhero.Core.Storage")]
    [InlineData("Mhero.Core.Fhir", "Azure.Data,Azure.Storage,Mhero.Core.RapidPro,Mhero.Core.Mapping,Mhero.Core.Sync,Mhero.Core.Messaging,Mhero.Core.Storage")]
    [InlineData("Mhero.Core.Floip", "Hl7,Azure,Microsoft.Extensions,System.TimeProvider,Mhero.Core.RapidPro,Mhero.Core.Fhir,Mhero.Core.Mapping,Mhero.Core.Extraction,Mhero.Core.Sync,Mhero.Core.Messaging,Mhero.Core.Storage,Mhero.Core.Lookup,Mhero.Core.Reporting,Mhero.Core.Caching")]
    [InlineData("Mhero.Core.Mapping", "Azure,System.Net.Http,Microsoft.Extensions,System.TimeProvider,Mhero.Core.Sync,Mhero.Core.Storage,Mhero.Core.Fhir.FhirGateway,Mhero.Core.RapidPro.RapidProClient")]
    [InlineData("Mhero.Core.Extraction", "Azure,System.Net.Http,Microsoft.Extensions,System.TimeProvider,Mhero.Core.RapidPro,Mhero.Core.Mapping,Mhero.Core.Sync,Mhero.Core.Storage,Mhero.Core.Fhir.FhirGateway,Mhero.Core.Fhir.FhirOptions,Mhero.Core.Fhir.FhirException")]
    [InlineData("Mhero.Core.Storage", "Hl7,Mhero.Core.RapidPro,Mhero.Core.Fhir,Mhero.Core.Mapping,Mhero.Core.Sync")]
    [InlineData("Mhero.Core.Sync", "Azure,System.Net.Http,Mhero.Core.Lookup")]
    [InlineData("Mhero.Core.Reporting", "Azure,System.Net.Http,Mhero.Core.RapidPro,Mhero.Core.Storage,Mhero.Core.Lookup")]
    [InlineData("Mhero.Core.Lookup", "Azure,System.Net.Http,Mhero.Core.RapidPro.RapidProClient")]
    [InlineData("Mhero.Core.Messaging", "Azure,System.Net.Http")]
    public void Folder_UsesNothingItMustNotKnow(string folder, string forbidden)
    {
        var result = Types.InAssembly(Core).That().ResideInNamespaceStartingWith(folder)
            .ShouldNot().HaveDependencyOnAny(forbidden.Split(','))
            .GetResult();

        Assert.True(result.IsSuccessful, $"{folder}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Theory]
    [InlineData("Mhero.Core.RapidPro")]
    [InlineData("Mhero.Core.Fhir")]
    [InlineData("Mhero.Core.Floip")]
    [InlineData("Mhero.Core.Mapping")]
    [InlineData("Mhero.Core.Extraction")]
    [InlineData("Mhero.Core.Storage")]
    [InlineData("Mhero.Core.Sync")]
    [InlineData("Mhero.Core.Reporting")]
    [InlineData("Mhero.Core.Lookup")]
    [InlineData("Mhero.Core.Messaging")]
    public void Folder_IsThere(string folder) =>
        Assert.NotEmpty(Types.InAssembly(Core).That().ResideInNamespaceStartingWith(folder).GetTypes());

    [Fact]
    public void Fhir_OneTypeAlone_UsesAzureIdentity()
    {
        var users = Types.InAssembly(Core).That().ResideInNamespaceStartingWith("Mhero.Core.Fhir").And().HaveDependencyOn("Azure.Identity").GetTypes();

        Assert.Single(users.Select(t => (t.FullName ?? t.Name).Split('+', '/')[0]).Distinct());
    }
}
