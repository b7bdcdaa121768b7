using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Fhir;

public sealed class FhirGatewayWriteTests
{
    private static readonly FhirSearch Condition = new FhirSearch("Practitioner").Where("identifier", "http://s", "1,2");

    [Fact]
    public async Task UpdateAsync_AnswerLostThoughDone_FindsItDoneAndSaysUpdated()
    {
        using var stub = new FhirStub(
            Answer.Practitioner("v1"),
            new Answer(200) { Delay = TimeSpan.FromSeconds(12) },
            Answer.Outcome(412, "conflict"),
            Answer.Practitioner("v2", ""","language":"sw" """));
        stub.Options.RequestTimeout = TimeSpan.FromSeconds(3);

        var saved = await stub.Gateway.UpdateAsync<Practitioner>("p1", SetLanguage);

        Assert.Equal((SaveOutcome.Updated, "v2"), (saved.Outcome, saved.Resource.Meta!.VersionId));
        Assert.Equal(["GET", "PUT", "PUT", "GET"], stub.Requests.Select(request => request.Method));
        Assert.Equal("W/\"v1\"", FhirStub.Header(stub.Requests[2], "If-Match"));
    }

    [Fact]
    public async Task RemoveTagAsync_AsksForTheOperation()
    {
        using var stub = new FhirStub(Answer.Ok("""{"resourceType":"Parameters"}"""));

        await stub.Gateway.RemoveTagAsync<Practitioner>("p1", new Coding("http://s", "t"));

        Assert.Equal(("POST", "/fhir/Practitioner/p1/$meta-delete"), (stub.Requests[0].Method, Uri.UnescapeDataString(stub.Requests[0].Path)));
        Assert.Equal("""{"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{"tag":[{"system":"http://s","code":"t"}]}}]}""", stub.Requests[0].Body);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(412)]
    public async Task UpdateAsync_SomebodyElseWasFaster_ReadsAndMergesAgain(int status)
    {
        using var stub = new FhirStub(Answer.Practitioner("v1"), new Answer(status), Answer.Practitioner("v2", ""","gender":"female" """), Answer.Practitioner("v3"));

        var saved = await stub.Gateway.UpdateAsync<Practitioner>("p1", SetLanguage);

        Assert.Equal((SaveOutcome.Updated, "v3"), (saved.Outcome, saved.Resource.Meta!.VersionId));
        Assert.Equal("W/\"v2\"", FhirStub.Header(stub.Requests[3], "If-Match"));
        Assert.Contains("\"gender\":\"female\"", stub.Requests[3].Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateAsync_OthersFasterThreeTimes_IsAConflict()
    {
        using var stub = new FhirStub([.. Enumerable.Range(1, 3).SelectMany(i => new[] { Answer.Practitioner($"v{i}"), new Answer(412) })]);
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.UpdateAsync<Practitioner>("p1", SetLanguage));
        Assert.Equal((FhirErrorKind.Conflict, 6), (error.Kind, stub.Requests.Count));
    }

    [Fact]
    public async Task UpdateAsync_WhatR4DoesNotKnow_IsWrittenBackAsItWas()
    {
        const string Odd = ""","x-new":{"deep":[1,2]},"gender":"x-code","birthDate":"1990-13-45","extension":[{"url":"http://e","valueString":"v"}],"name":[{"family":"F","y-new":true}]""";
        using var stub = new FhirStub(Answer.Practitioner("v1", Odd), Answer.Practitioner("v2"));

        await stub.Gateway.UpdateAsync<Practitioner>("p1", SetLanguage);

        var written = stub.Requests[1].Body!;
        Assert.All(
            ["\"x-new\":{\"deep\":[1,2]}", "\"gender\":\"x-code\"", "\"birthDate\":\"1990-13-45\"", "\"valueString\":\"v\"", "\"y-new\":true", "\"language\":\"sw\""],
            part => Assert.Contains(part, written, StringComparison.Ordinal));
    }

    [Fact]
    public async Task UpdateAsync_VersionOnlyInTheETag_IsUsed()
    {
        using var stub = new FhirStub(
            new Answer(200) { Body = """{"resourceType":"Practitioner","id":"p1"}""", Headers = { ["ETag"] = "W/\"7\"" } },
            new Answer(200) { Headers = { ["ETag"] = "W/\"8\"" } });

        var saved = await stub.Gateway.UpdateAsync<Practitioner>("p1", SetLanguage);

        Assert.Equal(("W/\"7\"", "8", "sw"), (FhirStub.Header(stub.Requests[1], "If-Match"), saved.Resource.Meta!.VersionId, saved.Resource.Language));
    }

    [Fact]
    public async Task UpdateAsync_ServerWithoutVersions_IsNotRepeatedAfterALostAnswer()
    {
        using var stub = new FhirStub(Answer.Ok("""{"resourceType":"Practitioner","id":"p1"}"""), new Answer(500), new Answer(200));
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.UpdateAsync<Practitioner>("p1", SetLanguage));
        Assert.Equal((FhirErrorKind.Transient, true, 2), (error.Kind, error.MayHaveBeenDone, stub.Requests.Count));
        Assert.Null(FhirStub.Header(stub.Requests[1], "If-Match"));
    }

    [Fact]
    public async Task UpdateAsync_ServerSeesNoDifference_IsUnchanged()
    {
        using var stub = new FhirStub(Answer.Practitioner("3"), Answer.Practitioner("3"));
        Assert.Equal(SaveOutcome.Unchanged, (await stub.Gateway.UpdateAsync<Practitioner>("p1", SetLanguage)).Outcome);
    }

    [Fact]
    public async Task UpdateAsync_NotThere_IsNotFound()
    {
        using var stub = new FhirStub(new Answer(410));
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.UpdateAsync<Practitioner>("p1", SetLanguage));
        Assert.Equal(FhirErrorKind.NotFound, error.Kind);
    }

    [Fact]
    public async Task CreateIfNoneAsync_ConnectionFailsAfterTheWrite_RepeatsWithTheSameCondition()
    {
        using var stub = new FhirStub(new Answer(504), Answer.Practitioner("v1"));

        var saved = await stub.Gateway.CreateIfNoneAsync(new Practitioner(), Condition);

        Assert.Equal(SaveOutcome.Unchanged, saved.Outcome);
        Assert.All(stub.Requests, request => Assert.Equal(@"identifier=http://s%7C1%5C,2", FhirStub.Header(request, "If-None-Exist")));
        Assert.All(stub.Requests, request => Assert.Equal("handling=strict", FhirStub.Header(request, "Prefer")));
    }

    [Fact]
    public async Task CreateIfNoneAsync_AnswerWithoutTheResource_ReadsItByItsLocation()
    {
        using var stub = new FhirStub(new Answer(201) { Headers = { ["Location"] = "http://internal/fhir/Practitioner/p1/_history/v1" } }, Answer.Practitioner("v1"));
        var saved = await stub.Gateway.CreateIfNoneAsync(new Practitioner(), Condition);
        Assert.Equal((SaveOutcome.Created, "p1"), (saved.Outcome, saved.Resource.Id));
        Assert.EndsWith("/fhir/Practitioner/p1", stub.Requests[1].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConditionalUpdateAsync_AnswerWithoutAnything_SearchesForIt()
    {
        using var stub = new FhirStub(
            new Answer(200),
            Answer.Ok("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Practitioner","id":"p9"}}]}"""));
        var saved = await stub.Gateway.ConditionalUpdateAsync(new Practitioner(), Condition);
        Assert.Equal((SaveOutcome.Updated, "p9"), (saved.Outcome, saved.Resource.Id));
    }

    [Fact]
    public async Task ConditionalUpdateAsync_ConditionOfAnotherType_IsRefused()
    {
        using var stub = new FhirStub();
        await Assert.ThrowsAsync<ArgumentException>(() => stub.Gateway.ConditionalUpdateAsync(new Patient(), Condition));
        await Assert.ThrowsAsync<ArgumentException>(() => stub.Gateway.ConditionalUpdateAsync(new Practitioner(), new FhirSearch("Practitioner")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..%2f")]
    public async Task ReadAsync_NotAnId_IsRefused(string id)
    {
        using var stub = new FhirStub();
        await Assert.ThrowsAsync<ArgumentException>(() => stub.Gateway.ReadAsync<Practitioner>(id));
    }

    private static Practitioner? SetLanguage(Practitioner current)
    {
        if (current.Language == "sw")
        {
            return null;
        }

        current.Language = "sw";
        return current;
    }
}
