using System.Buffers;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Publishing;
using Mhero.Core.Tests.Examples;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Tests.Publishing;

/// <summary>Packages and rows that mHero publishes keep the rules of the Flow Results specification, and so do those of the examples.</summary>
public sealed class PublishedPackageRulesTests
{
    public static TheoryData<string> Examples => [.. Example.Names];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Package_OfAnExample_KeepsTheRules(string name)
    {
        var example = new Example(name);
        foreach (var group in ExampleResponses.Of(example).GroupBy(r => r.Questionnaire))
        {
            var package = new QuestionnaireToPackage().Map(group.Key).Value;
            var descriptor = Written(package);
            var rows = group.SelectMany((r, i) => new ResponseToRows().Map(new ResponseSource(WithId(r.Result.Value, $"r{i}"), group.Key)).Value);
            var page = JsonNode.Parse(PublishedJson.Rows(Published(package), new RowsPage([.. rows], null, null), "https://mhero.example.org/api/p", "self", null, null).Span)!;

            Assert.Empty(PublishedPackageRules.FaultsOf(descriptor));
            Assert.NotEmpty(page["data"]!["attributes"]!["responses"]!.AsArray());
            Assert.Empty(PublishedPackageRules.FaultsOf(page["data"]!["attributes"]!["responses"]!.AsArray(), descriptor));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Files_OfAnExample_KeepTheRules(string name)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Mapping.MappingFiles.Root, "examples", name, "floip"), "package*.json"))
        {
            var descriptor = JsonNode.Parse(File.ReadAllText(file))!.AsObject();

            Assert.Empty(PublishedPackageRules.FaultsOf(descriptor));
            Assert.All(Directory.GetFiles(Path.GetDirectoryName(file)!, "rows*.json"), rows =>
                Assert.NotEmpty(JsonNode.Parse(File.ReadAllText(rows))!.AsArray()));
        }
    }

    [Fact]
    public void Package_OfAQuestionnaireThatSaysLittle_KeepsTheRules()
    {
        var questionnaire = new Questionnaire
        {
            Url = "http://example.org/Questionnaire/little",
            Item = [.. Enum.GetValues<ItemType>().Select(type => new Questionnaire.ItemComponent { LinkId = type.ToString(), Type = type })],
        };
        questionnaire.Identifier.Add(new Identifier(MheroSystems.FlowUuid, "4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01"));

        Assert.Empty(PublishedPackageRules.FaultsOf(Written(new QuestionnaireToPackage().Map(questionnaire).Value)));
    }

    [Theory]
    [InlineData("modified", "yesterday")]
    [InlineData("id", "")]
    [InlineData("name", "Weekly Report")]
    [InlineData("other", "x")]
    public void Rules_MemberThatIsWrong_IsAFault(string member, string value)
    {
        var example = new Example(Example.Names[0]);
        var descriptor = Written(new QuestionnaireToPackage().Map(example.Questionnaires[0]).Value);
        descriptor[member] = value;

        Assert.NotEmpty(PublishedPackageRules.FaultsOf(descriptor));
    }

    private static QuestionnaireResponse WithId(QuestionnaireResponse response, string id)
    {
        response.Id = id;
        return response;
    }

    private static PublishedPackage Published(ResultsPackage package) => new(Guid.Parse(package.Id!), "http://example.org/Questionnaire", package);

    private static JsonObject Written(ResultsPackage package)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            PackageWriter.Write(writer, package, "https://mhero.example.org/api/p/responses", null);
        }

        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }
}
