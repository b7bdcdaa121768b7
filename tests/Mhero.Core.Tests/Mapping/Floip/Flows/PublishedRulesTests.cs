using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Floip.Flows;
using Mhero.Core.Mapping.Floip.Legacy;
using Mhero.Core.Tests.Mapping.Floip.Legacy;

namespace Mhero.Core.Tests.Mapping.Floip.Flows;

/// <summary>Containers that mHero writes keep the rules of the published schemas.</summary>
public sealed class PublishedRulesTests
{
    public static TheoryData<string> Files => [.. FlowFiles.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Container_OfAFlow_KeepsThePublishedRules(string name) => Assert.Empty(PublishedRules.FaultsOf(Written(FlowFiles.ExportNamed(name))));

    [Fact]
    public void Container_OfAFlowOfTheOldEngine_KeepsThePublishedRules() => Assert.Empty(PublishedRules.FaultsOf(Written(LegacyExport.Migrate(LegacyFiles.Export()).Value)));

    [Theory]
    [InlineData("uuid")]
    [InlineData("flows[0].last_modified")]
    [InlineData("flows[0].blocks[0].exits[0].uuid")]
    [InlineData("flows[0].resources[0].values[0].value")]
    public void Rules_MemberThatIsMissing_IsAFault(string path)
    {
        var container = Written(LegacyExport.Migrate(LegacyFiles.Export()).Value);
        JsonNode at = container;
        var parts = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var part in parts[..^1])
        {
            at = part[0] == '[' ? at[part[1] - '0']! : at[part]!;
        }

        at[parts[^1]] = "";

        Assert.NotEmpty(PublishedRules.FaultsOf(container));
    }

    private static JsonObject Written(JsonObject export) => JsonNode.Parse(ContainerWriter.Write(FlowToContainer.Map(export).Value))!.AsObject();
}
