using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Tests.Sync.Engine.Writing;

public sealed class RegistryWriteTests
{
    private static readonly FhirSearch Condition = new FhirSearch("QuestionnaireResponse").Where("identifier", "urn:x", "1");

    [Fact]
    public void Hash_WholeResource_IsThatOfItsJson()
    {
        var response = Response("2026-11-22T10:00:00Z");

        var write = new RegistryWrite("key", response, Condition, new SourceState(null));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(FhirJson.Serialize(response)).AsSpan(0, 16)), write.Hash);
        Assert.Equal(FhirJson.Serialize(response), write.Content.ToArray());
    }

    [Fact]
    public void Hash_IgnoredElement_IsThatOfTheResourceWithoutIt()
    {
        var without = new RegistryWrite("key", Response(null), Condition, new SourceState(null));

        Assert.Equal(without.Hash, Ignoring("2026-11-22T10:00:00Z").Hash);
        Assert.Equal(without.Hash, Ignoring("2026-11-22T10:00:07Z").Hash);
        Assert.Equal(without.Hash, Ignoring(null).Hash);
        Assert.Contains("2026-11-22T10:00:00Z", System.Text.Encoding.UTF8.GetString(Ignoring("2026-11-22T10:00:00Z").Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void IsIn_RegistrysStateWithItsOwnIdAndMeta_IgnoresTheSameElement()
    {
        var current = Response("2026-11-22T10:00:07Z");
        (current.Id, current.Meta) = ("1", new Meta { VersionId = "3", LastUpdated = DateTimeOffset.UnixEpoch });

        Assert.True(Ignoring("2026-11-22T10:00:00Z").IsIn(current));
        Assert.False(new RegistryWrite("key", Response("2026-11-22T10:00:00Z"), Condition, new SourceState(null)).IsIn(current));

        current.Item[0].Answer[0].Value = new Integer(8);
        Assert.False(Ignoring("2026-11-22T10:00:00Z").IsIn(current));
    }

    private static RegistryWrite Ignoring(string? authored) => new("key", Response(authored), Condition, new SourceState(null), "authored");

    private static QuestionnaireResponse Response(string? authored) => new()
    {
        Identifier = new Identifier("urn:x", "1"),
        Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
        Authored = authored,
        Item = [new() { LinkId = "authored", Text = "authored", Answer = [new() { Value = new Integer(7) }] }],
    };
}
