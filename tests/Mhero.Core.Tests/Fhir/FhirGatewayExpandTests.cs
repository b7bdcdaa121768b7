using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Fhir;

/// <summary>Value sets of the registry's terminology service.</summary>
public sealed class FhirGatewayExpandTests
{
    private const string Canonical = "http://example.org/ValueSet/tests|2";

    [Fact]
    public async Task ExpandAsync_WholeExpansion_IsTheValueSetUnderTheUrlAskedFor()
    {
        using var stub = new FhirStub(Answer.Ok("""
            {"resourceType":"ValueSet","status":"active","compose":{"include":[{"system":"http://example.org/tests"}]},
             "expansion":{"timestamp":"2026-01-01","total":3,"contains":[{"system":"http://example.org/tests","code":"a","contains":[{"code":"b"},{"code":"c"}]}]}}
            """));

        var set = await stub.Gateway.ExpandAsync(Canonical);

        Assert.Equal(("http://example.org/ValueSet/tests", "2"), (set!.Url, set.Version));
        Assert.Null(set.Compose);
        Assert.Equal("a", Assert.Single(set.Expansion!.Contains).Code);
        var asked = Assert.Single(stub.Requests);
        Assert.Equal("/fhir/ValueSet/$expand", asked.AbsolutePath);
        Assert.Equal(["http://example.org/ValueSet/tests", "201", "2", "true"], new[] { "url", "count", "valueSetVersion", "includeDesignations" }.Select(name => Assert.Single(asked.Query![name])));
    }

    /// <summary>A part of the codes would be taken for all of them.</summary>
    [Theory]
    [InlineData("""{"resourceType":"ValueSet","status":"active"}""")]
    [InlineData("""{"resourceType":"ValueSet","status":"active","expansion":{"timestamp":"2026-01-01","total":2,"contains":[{"code":"a"}]}}""")]
    [InlineData("""{"resourceType":"ValueSet","status":"active","expansion":{"timestamp":"2026-01-01","total":1,"offset":1,"contains":[{"code":"b"}]}}""")]
    [InlineData("""{"resourceType":"ValueSet","status":"active","expansion":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/valueset-toocostly","valueBoolean":true}],"timestamp":"2026-01-01","total":1,"contains":[{"code":"a"}]}}""")]
    [InlineData("""{"resourceType":"ValueSet","status":"active","expansion":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/valueset-unclosed","valueBoolean":true}],"timestamp":"2026-01-01","total":1,"contains":[{"code":"a"}]}}""")]
    [InlineData("""{"resourceType":"ValueSet","url":"http://example.org/ValueSet/other","status":"active","expansion":{"timestamp":"2026-01-01","total":1,"contains":[{"code":"a"}]}}""")]
    [InlineData("""{"resourceType":"ValueSet","url":"http://example.org/ValueSet/tests","version":"1","status":"active","expansion":{"timestamp":"2026-01-01","total":1,"contains":[{"code":"a"}]}}""")]
    public async Task ExpandAsync_NotAllCodes_IsNone(string body)
    {
        using var stub = new FhirStub(Answer.Ok(body));

        Assert.Null(await stub.Gateway.ExpandAsync(Canonical));
    }

    /// <summary>Medplum's and HAPI's total counts entries that only group others.</summary>
    [Fact]
    public async Task ExpandAsync_TotalWithEntriesWithoutCode_IsWhole()
    {
        using var stub = new FhirStub(Answer.Ok("""
            {"resourceType":"ValueSet","status":"active","expansion":{"timestamp":"2026-01-01","total":3,"offset":0,"contains":[{"abstract":true,"display":"All","contains":[{"code":"a"},{"code":"b"}]}]}}
            """));

        Assert.NotNull(await stub.Gateway.ExpandAsync(Canonical));
    }

    /// <summary>Without a total, the codes behind the last one are asked for.</summary>
    [Theory]
    [InlineData("""{"code":"c"}""", false)]
    [InlineData("", true)]
    [InlineData("""{"code":"a"}""", true)]
    public async Task ExpandAsync_NoTotal_IsWholeUnlessThereIsOneMoreCode(string next, bool isWhole)
    {
        using var stub = new FhirStub(Answer.Ok(Page("""{"code":"a"},{"code":"b"}""")), Answer.Ok(Page(next)));

        Assert.Equal(isWhole, await stub.Gateway.ExpandAsync(Canonical) is not null);

        Assert.Equal(["2", "1"], new[] { "offset", "count" }.Select(name => Assert.Single(stub.Requests[1].Query![name])));
    }

    [Theory]
    [InlineData(400, "not-supported")]
    [InlineData(404, "not-found")]
    [InlineData(422, "invalid")]
    public async Task ExpandAsync_NoTotalAndTheOffsetIsRefused_IsWhole(int status, string code)
    {
        using var stub = new FhirStub(Answer.Ok(Page("""{"code":"a"}""")), Answer.Outcome(status, code));

        Assert.NotNull(await stub.Gateway.ExpandAsync(Canonical));
    }

    [Fact]
    public async Task ExpandAsync_TooManyCodes_IsNone()
    {
        var codes = string.Join(',', Enumerable.Range(0, 201).Select(i => $$"""{"code":"c{{i}}"}"""));
        using var stub = new FhirStub(Answer.Ok("""{"resourceType":"ValueSet","status":"active","expansion":{"timestamp":"2026-01-01","contains":[""" + codes + "]}}"));

        Assert.Null(await stub.Gateway.ExpandAsync(Canonical));
    }

    [Theory]
    [InlineData(404, "not-found")]
    [InlineData(400, "not-supported")]
    [InlineData(422, "too-costly")]
    [InlineData(412, "processing")]
    public async Task ExpandAsync_ServerCannot_IsNone(int status, string code)
    {
        using var stub = new FhirStub(Answer.Outcome(status, code));

        Assert.Null(await stub.Gateway.ExpandAsync(Canonical));
    }

    [Fact]
    public async Task ExpandAsync_ServerRefusesTheToken_Throws()
    {
        using var stub = new FhirStub(Answer.Outcome(403, "forbidden"));

        Assert.Equal(FhirErrorKind.Configuration, (await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.ExpandAsync(Canonical))).Kind);
    }

    private static string Page(string codes) => """{"resourceType":"ValueSet","status":"active","expansion":{"timestamp":"2026-01-01","contains":[""" + codes + "]}}";
}
