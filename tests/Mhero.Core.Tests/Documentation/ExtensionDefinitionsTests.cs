using System.Reflection;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Documentation;

/// <summary>The extensions of mHero have published definitions (<c>docs/fhir/extensions.json</c>), with which a server or a validator can check them.</summary>
public sealed class ExtensionDefinitionsTests
{
    private static readonly IReadOnlyList<StructureDefinition> Definitions =
        [.. ((Bundle)FhirJson.Parse(File.ReadAllBytes(Path.Combine(MappingFiles.Root, "docs", "fhir", "extensions.json")))).Entry.Select(e => (StructureDefinition)e.Resource!)];

    [Fact]
    public void Definitions_Urls_AreTheExtensionsOfTheCode()
    {
        var urls = new[] { typeof(MheroSystems), typeof(QuestionnaireExtensions) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Where(url => url.StartsWith(MheroSystems.StructureDefinitionBase, StringComparison.Ordinal))
            .Except([MheroSystems.StructureDefinitionBase, MheroSystems.WorkflowProfile]);

        Assert.Equal(urls.Order(StringComparer.Ordinal), Definitions.Select(d => d.Url!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Definitions_Each_SaysWhereItStandsAndWhatItHolds() => Assert.All(Definitions, definition =>
    {
        Assert.NotEmpty(definition.Context);
        Assert.NotNull(definition.Description);
        Assert.Equal(definition.Url, Assert.IsType<FhirUri>(definition.Differential!.Element.Single(e => e.Path == "Extension.url").Fixed).Value);
        Assert.Contains(definition.Differential.Element, e => e.Path?.EndsWith(".value[x]", StringComparison.Ordinal) is true && e.Type.Count > 0);
    });
}
