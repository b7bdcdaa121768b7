using Mhero.Core.Fhir;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Fhir;

public sealed class FhirGatewayAuthenticationTests
{
    [Fact]
    public async Task Send_None_SendsNoAuthorization()
    {
        using var stub = new FhirStub(Answer.Practitioner("1"));
        await stub.Gateway.ReadAsync<Hl7.Fhir.Model.Practitioner>("p1");
        Assert.Null(FhirStub.Header(stub.Requests[0], "Authorization"));
    }

    [Fact]
    public async Task Send_Basic_SendsNameAndPasswordAsUtf8()
    {
        using var stub = new FhirStub(Answer.Practitioner("1"));
        (stub.Options.Authentication, stub.Options.Username, stub.Options.Password) = (FhirAuthentication.Basic, "ann", "pä:ss");
        await stub.Gateway.ReadAsync<Hl7.Fhir.Model.Practitioner>("p1");
        Assert.Equal("Basic YW5uOnDDpDpzcw==", FhirStub.Header(stub.Requests[0], "Authorization"));
    }

    [Fact]
    public async Task Send_ClientCredentials_PostsTheFormOnceAndUsesTheTokenUntilShortlyBeforeItsEnd()
    {
        var clock = new FakeTimeProvider();
        using var stub = ClientCredentials(clock, Token("t1", 3600), Answer.Practitioner("1"), Answer.Practitioner("1"), Token("t2", 3600), Answer.Practitioner("1"));

        await ReadAsync(stub);
        clock.Advance(TimeSpan.FromMinutes(57));
        await ReadAsync(stub);
        clock.Advance(TimeSpan.FromMinutes(2));
        await ReadAsync(stub);

        Assert.Equal("grant_type=client_credentials&client_id=me&client_secret=s%26cret&scope=fhir", stub.Requests[0].Body);
        Assert.Equal([null, "Bearer t1", "Bearer t1", null, "Bearer t2"], stub.Requests.Select(request => FhirStub.Header(request, "Authorization")));
    }

    [Fact]
    public async Task Send_TokenRefused_IsRenewedOnce()
    {
        using var stub = ClientCredentials(TimeProvider.System, Token("t1", 3600), new Answer(401), Token("t2", 3600), Answer.Practitioner("1"));
        await ReadAsync(stub);
        Assert.Equal("Bearer t2", FhirStub.Header(stub.Requests[3], "Authorization"));
    }

    [Fact]
    public async Task Send_TokenRefusedAgain_IsAMatterOfConfiguration()
    {
        using var stub = ClientCredentials(TimeProvider.System, Token("t1", 3600), new Answer(401), Token("t2", 3600), new Answer(401));
        var error = await Assert.ThrowsAsync<FhirException>(() => ReadAsync(stub));
        Assert.Equal((FhirErrorKind.Configuration, FhirErrorCodes.NotAuthorized, 4), (error.Kind, error.Code, stub.Requests.Count));
    }

    [Fact]
    public async Task Send_TokenEndpointRefuses_NamesTheSettings()
    {
        using var stub = ClientCredentials(TimeProvider.System, new Answer(400) { Body = """{"error":"invalid_client"}""" });
        var error = await Assert.ThrowsAsync<FhirException>(() => ReadAsync(stub));
        Assert.Equal((FhirErrorKind.Configuration, FhirErrorCodes.NoToken, 1), (error.Kind, error.Code, stub.Requests.Count));
        Assert.Contains("Mhero__Fhir__ClientSecret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_TokenEndpointFailsForAMoment_EvenABatchIsSentAfterwards()
    {
        using var stub = ClientCredentials(TimeProvider.System, new Answer(503), Token("t1", "\"60\""), Answer.Ok("""{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"204"}}]}"""));
        var verdicts = await stub.Gateway.BatchAsync([FhirEntry.Delete("Practitioner", "p1")]);
        Assert.True(verdicts[0].Succeeded);
    }

    [Fact]
    public async Task Send_ManyAtOnce_FetchOneToken()
    {
        var fetched = 0;
        using var stub = new FhirStub([.. Enumerable.Range(0, 20).Select(_ => Answer.Practitioner("1"))])
        {
            FetchToken = async cancellationToken =>
            {
                Interlocked.Increment(ref fetched);
                await Task.Delay(50, cancellationToken);
                return new FhirToken("managed", DateTimeOffset.MaxValue);
            },
        };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(stub)));

        Assert.Equal(1, fetched);
        Assert.All(stub.Requests, request => Assert.Equal("Bearer managed", FhirStub.Header(request, "Authorization")));
    }

    private static Task<Hl7.Fhir.Model.Practitioner?> ReadAsync(FhirStub stub) => stub.Gateway.ReadAsync<Hl7.Fhir.Model.Practitioner>("p1");

    private static Answer Token(string token, object expiresIn) =>
        new(200) { ContentType = "application/json", Body = $$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":{{expiresIn}}}""" };

    private static FhirStub ClientCredentials(TimeProvider clock, params Answer[] answers)
    {
        var stub = new FhirStub(answers) { Clock = clock };
        stub.Options.Authentication = FhirAuthentication.ClientCredentials;
        stub.Options.TokenUrl = new Uri(stub.Url + "/token");
        (stub.Options.ClientId, stub.Options.ClientSecret, stub.Options.Scope) = ("me", "s&cret", "fhir");
        return stub;
    }
}
