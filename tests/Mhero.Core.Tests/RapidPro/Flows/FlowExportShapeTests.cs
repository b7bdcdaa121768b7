using Mhero.Core.RapidPro.Flows;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.RapidPro.Flows;

/// <summary>What is passed in place of an export: one definition, other encodings, files of other systems.</summary>
public sealed class FlowExportShapeTests
{
    private static readonly string Definition = File.ReadAllText(Path.Combine(MappingFiles.Root, "tests", "cases", "14-single-definition", "flow.json"));

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE"];

    [Fact]
    public void Read_OneDefinition_IsAnExportOfOneFlow()
    {
        var flow = Assert.Single(FlowExport.Read(Encoding.UTF8.GetBytes(Definition)).Flows);

        Assert.Equal("Rapport français", flow.Name);
        Assert.Equal(8, flow.Nodes.Count);
    }

    [Fact]
    public void Read_MemberGivenTwice_IsRefusedWithACode()
    {
        var refused = Assert.Throws<FlowExportException>(() => FlowExport.Read("""{"version":"13","flows":[],"flows":[]}"""u8));

        Assert.Contains("flows", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HalfSurrogatePair_IsReplaced()
    {
        var flow = Assert.Single(FlowExport.Read(Encoding.UTF8.GetBytes(Definition.Replace("Rapport", @"\ud83d", StringComparison.Ordinal))).Flows);

        Assert.Equal("\uFFFD français", flow.Name);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Read_AnyEncodingOfJson_IsRead(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] marked = [.. encoding.GetPreamble(), .. encoding.GetBytes(Definition)];

        Assert.Equal("Rapport français", Assert.Single(FlowExport.Read(marked).Flows).Name);
        Assert.Equal("Rapport français", Assert.Single(FlowExport.Read(encoding.GetBytes(Definition)).Flows).Name);
    }

    [Theory]
    [InlineData("""{"specification_version":"1.0.0-rc3","uuid":"a","name":"x","flows":[{"uuid":"b","blocks":[]}]}""", "a FLOIP container")]
    [InlineData("""{"flows":[{"uuid":"b","blocks":[]}]}""", "a FLOIP container")]
    [InlineData("""{"uuid":"b","blocks":[],"name":"x"}""", "a flow of a FLOIP container")]
    [InlineData("""{"profile":"flow-results-package","name":"x","resources":[]}""", "a FLOIP Flow Results package")]
    [InlineData("""{"data":{"type":"packages","id":"x","attributes":{}}}""", "a FLOIP Flow Results package")]
    [InlineData("""{"data":{"tree":{"blocks":[]}}}""", "a Viamo tree")]
    [InlineData("""{"resourceType":"Questionnaire"}""", "a FHIR resource")]
    public void Read_FileOfAnotherSystem_IsNamed(string json, string name)
    {
        var fault = Assert.Throws<FlowExportException>(() => FlowExport.Read(Encoding.UTF8.GetBytes(json)));

        Assert.StartsWith($"This is {name}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_JsonOfNoKnownShape_SaysWhichShapeIsMeant()
    {
        var fault = Assert.Throws<FlowExportException>(() => FlowExport.Read("{\"a\":1}"u8));

        Assert.Contains("\"flows\": [...]", fault.Message, StringComparison.Ordinal);
    }
}
