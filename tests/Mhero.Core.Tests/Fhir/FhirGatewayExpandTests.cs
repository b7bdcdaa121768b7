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
        Assert.Equal(["http://example.org/ValueSet/tests", "201", "2"], new[] { "url", "count", "valueSetVersion" }.Select(name => Assert.Single(asked.Query![name])));
    }

    /// <summary>A part of the codes would be taken for all of them.</summary>
    [Theory]
    [InlineData("""{"resourceType":"ValueSet","status":"active"}""")]
    [InlineData("""{"resourceType":"ValueSet","status":"active","expansion":{"timestamp":"2026-01-01","total":2,"contains":[{"code":"a"}]}}""")]
    public async Task ExpandAsync_NotAllCodes_IsNone(string body)
    {
        using var stub = new FhirStub(Answer.Ok(body));

        Assert.Null(await stub.Gateway.ExpandAsync(Canonical));
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
}
