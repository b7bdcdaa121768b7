using Mhero.Core.Fhir;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Mhero.Core.Tests.Fhir;

public sealed class FhirGatewayListTests
{
    private static readonly FhirSearch RolesOfTwo = new FhirSearch("PractitionerRole").WhereAny("practitioner", "Practitioner/a", "Practitioner/b");

    [Fact]
    public async Task SearchAsync_ListFindsNothingButItsValuesDo_IsAskedValueByValueFromThen()
    {
        using var stub = new FhirStub(Page(), Batch(Found(Role("a")), Found(Role("b"))), Batch(Found(Role("a")), Found()));

        Assert.Equal(["role-a", "role-b"], (await stub.Gateway.SearchAsync(RolesOfTwo)).Matches.Select(m => m.Id));
        Assert.Equal(["role-a"], (await stub.Gateway.SearchAsync(RolesOfTwo)).Matches.Select(m => m.Id));

        Assert.Equal(["GET", "POST", "POST"], stub.Requests.Select(r => r.Method));
        Assert.Contains("PractitionerRole?practitioner=Practitioner/a\\u0026_count=500", stub.Requests[1].Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SearchAsync_TrialsFoundNoLists_IsAskedValueByValueAtOnce()
    {
        using var stub = new FhirStub(Batch(Found(Role("a")), Found(Role("b"))));
        using var http = new HttpClient();
        var profiles = new Mock<IServerProfiles>();
        profiles.Setup(p => p.FindAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new ServerProfile(DateTimeOffset.UnixEpoch, [new(ServerAbilities.SeveralValues, false, "")]));
        using var gateway = new FhirGateway(http, Options.Create(stub.Options), TimeProvider.System, NullLogger<FhirGateway>.Instance, profiles.Object);

        var page = await gateway.SearchAsync(RolesOfTwo);

        Assert.Equal(["role-a", "role-b"], page.Matches.Select(m => m.Id));
        Assert.Equal("POST", Assert.Single(stub.Requests).Method);
    }

    [Fact]
    public async Task SearchAsync_ListFindsOneValueOnly_IsNotBelievedForTheOther()
    {
        using var stub = new FhirStub(Page(Role("a")), Page(Role("b")));

        var page = await stub.Gateway.SearchAsync(RolesOfTwo);

        Assert.Equal(["role-a", "role-b"], page.Matches.Select(m => m.Id));
        Assert.EndsWith("PractitionerRole?practitioner=Practitioner/b&_count=500", stub.Requests[1].Url, StringComparison.Ordinal);
    }

    /// <summary>A server that finds <c>url|version</c> by <c>url</c> finds the same responses by both values; it was asked value by value from then on, for all pages.</summary>
    [Fact]
    public async Task SearchAsync_OtherValueFindsTheSame_SaysNothingAgainstTheList()
    {
        const string Response = """{"resourceType":"QuestionnaireResponse","id":"r","questionnaire":"http://example.org/form|3"}""";
        var search = new FhirSearch("QuestionnaireResponse").WhereAny("questionnaire", "http://example.org/form", "http://example.org/form|3");
        using var stub = new FhirStub(Page(Response), Page(Response), Page(Response), Page(Response));

        Assert.Equal("r", Assert.Single((await stub.Gateway.SearchAsync(search)).Matches).Id);
        await stub.Gateway.SearchAsync(search);

        Assert.Equal(["GET", "GET", "GET", "GET"], stub.Requests.Select(r => r.Method));
        Assert.Contains("form,http", Uri.UnescapeDataString(stub.Requests[2].Url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SearchAsync_ListHasWorkedOnce_IsBelievedWhenItFindsNothing()
    {
        using var stub = new FhirStub(Page(Role("a"), Role("b")), Page());

        await stub.Gateway.SearchAsync(RolesOfTwo);

        Assert.Empty((await stub.Gateway.SearchAsync(RolesOfTwo)).Matches);
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task SearchAsync_NothingThereEither_CostsOneRequestMore()
    {
        using var stub = new FhirStub(Page(), Batch(Found(), Found()));

        Assert.Empty((await stub.Gateway.SearchAsync(RolesOfTwo)).Matches);
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task ReadManyAsync_ListFindsNothing_ReadsThemOneByOne()
    {
        using var stub = new FhirStub(Page(), Batch(Found(Practitioner("a")), Found(Practitioner("b"))));

        var found = await stub.Gateway.ReadManyAsync<Hl7.Fhir.Model.Practitioner>(["a", "b"]);

        Assert.Equal(["a", "b"], found.Select(p => p.Id));
    }

    private static string Role(string worker) =>
        $$$"""{"resourceType":"PractitionerRole","id":"role-{{{worker}}}","practitioner":{"reference":"Practitioner/{{{worker}}}"}}""";

    private static string Practitioner(string id) => $$"""{"resourceType":"Practitioner","id":"{{id}}"}""";

    private static string Found(params string[] resources) =>
        $$"""{"resourceType":"Bundle","type":"searchset","entry":[{{string.Join(',', resources.Select(r => "{\"resource\":" + r + "}"))}}]}""";

    private static Answer Page(params string[] resources) => Answer.Ok(Found(resources));

    private static Answer Batch(params string[] bundles) =>
        Answer.Ok($$"""{"resourceType":"Bundle","type":"batch-response","entry":[{{string.Join(',', bundles.Select(b => "{\"resource\":" + b + ",\"response\":{\"status\":\"200\"}}"))}}]}""");
}
