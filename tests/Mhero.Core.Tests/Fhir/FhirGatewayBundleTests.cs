using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Fhir;

public sealed class FhirGatewayBundleTests
{
    [Fact]
    public async Task BatchAsync_ThrottledInsideA200_GivesThoseBackToTheCaller()
    {
        using var stub = new FhirStub(new Answer(200)
        {
            Headers = { ["x-ms-retry-after-ms"] = "1500" },
            Body = Response(
                """{"response":{"status":"201 Created","location":"http://h/fhir/Practitioner/a/_history/1","etag":"W/\"1\"","lastModified":"2026-01-01T00:00:00.123+00:00"}}""",
                """{"response":{"status":"429","outcome":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"throttled"}]}}}""",
                """{"response":{"status":"503"}}""",
                """{"response":{"status":"500"}}"""),
        });

        var verdicts = await stub.Gateway.BatchAsync(Entries(4));

        Assert.Equal([null, FhirErrorKind.Throttled, FhirErrorKind.Throttled, FhirErrorKind.Transient], verdicts.Select(one => one.Error?.Kind));
        Assert.Equal(TimeSpan.FromSeconds(1.5), verdicts[1].Error!.RetryAfter);
        Assert.Equal([false, false, true], verdicts.Skip(1).Select(one => one.Error!.MayHaveBeenDone));
        Assert.Equal(
            new EntryVerdict { Status = 201, Outcome = SaveOutcome.Created, Type = "Practitioner", Id = "a", VersionId = "1", LastModified = DateTimeOffset.Parse("2026-01-01T00:00:00.123Z", null) },
            verdicts[0]);
        Assert.Single(stub.Requests);
        Assert.Null(FhirStub.Header(stub.Requests[0], "Prefer"));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task BatchAsync_RefusedBeforeProcessing_IsSentAgain(int status)
    {
        using var stub = new FhirStub(new Answer(status), Answer.Ok(Response("""{"response":{"status":"200"}}""")));
        Assert.True((await stub.Gateway.BatchAsync(Entries(1)))[0].Succeeded);
        Assert.Equal(2, stub.Requests.Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task BatchAsync_MayHaveBeenProcessed_IsNotSentAgain(int status)
    {
        using var stub = new FhirStub(new Answer(status), Answer.Ok(Response("""{"response":{"status":"200"}}""")));
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.BatchAsync(Entries(1)));
        Assert.Equal((FhirErrorKind.Transient, true, 1), (error.Kind, error.MayHaveBeenDone, stub.Requests.Count));
    }

    [Fact]
    public async Task BatchAsync_SecondPartFails_KeepsTheVerdictsOfTheFirst()
    {
        using var stub = new FhirStub(
            Answer.Ok(Response("""{"response":{"status":"200"}}""", """{"response":{"status":"200"}}""")),
            new Answer(500));
        stub.Options.MaxBatchEntries = 2;

        var verdicts = await stub.Gateway.BatchAsync(Entries(6));

        Assert.Equal([true, true, false, false, false, false], verdicts.Select(one => one.Succeeded));
        Assert.Equal([true, true, false, false], verdicts.Skip(2).Select(one => one.Error!.MayHaveBeenDone));
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task BatchAsync_WhatEachEntryMeant_DecidesTheOutcome()
    {
        var versioned = new Practitioner { Id = "v", Meta = new Meta { VersionId = "4" } };
        var one = new FhirSearch("Practitioner").Where("identifier", "s", "1");
        var two = new FhirSearch("Practitioner").Where("identifier", "s", "2");
        FhirEntry[] entries =
        [
            FhirEntry.Create(new Practitioner(), one),
            FhirEntry.Update(versioned),
            FhirEntry.Update(new Practitioner { Id = "w" }),
            FhirEntry.ConditionalUpdate(new Practitioner(), two),
            FhirEntry.Delete("Practitioner", "gone"),
            FhirEntry.Create(new Practitioner()),
            FhirEntry.Update(new Practitioner { Id = "x", Meta = new Meta { VersionId = "1" } }),
        ];
        using var stub = new FhirStub(Answer.Ok(Response(
            """{"response":{"status":"200"},"resource":{"resourceType":"Practitioner","id":"kept","meta":{"versionId":"0b2f7a52-3c86-4d3b-9f3b-2ad0a1a6a001","lastUpdated":"2026-01-01T00:00:00Z"}}}""",
            """{"response":{"status":"200 OK","etag":"W/\"4\""}}""",
            """{"response":{"status":"200 OK","location":"Practitioner/w/_history/9"}}""",
            """{"response":{"status":"412"}}""",
            """{"response":{"status":"404"}}""",
            """{"response":{"status":"201"}}""",
            """{"response":{"status":"412"}}""")));

        var verdicts = await stub.Gateway.BatchAsync(entries);

        Assert.Equal(
            [SaveOutcome.Unchanged, SaveOutcome.Unchanged, SaveOutcome.Updated, null, SaveOutcome.Unchanged, SaveOutcome.Created, null],
            verdicts.Select(verdict => verdict.Outcome));
        Assert.Equal(["kept", "v", "w", null, "gone", null, "x"], verdicts.Select(verdict => verdict.Id));
        Assert.Equal(["0b2f7a52-3c86-4d3b-9f3b-2ad0a1a6a001", "4", "9"], verdicts.Take(3).Select(verdict => verdict.VersionId));
        Assert.Equal((FhirErrorKind.Ambiguous, FhirErrorKind.Conflict), (verdicts[3].Error!.Kind, verdicts[6].Error!.Kind));
        var sent = JsonDocument.Parse(stub.Requests[0].Body!).RootElement.GetProperty("entry");
        Assert.Equal("identifier=s%7C1", sent[0].GetProperty("request").GetProperty("ifNoneExist").GetString());
        Assert.Equal("W/\"4\"", sent[1].GetProperty("request").GetProperty("ifMatch").GetString());
        Assert.Equal("Practitioner?identifier=s%7C2", sent[3].GetProperty("request").GetProperty("url").GetString());
        Assert.StartsWith("urn:uuid:", sent[3].GetProperty("fullUrl").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BatchAsync_AnswerWithAnotherNumberOfEntries_IsNotGuessedAt()
    {
        using var stub = new FhirStub(Answer.Ok(Response("""{"response":{"status":"200"}}""")));
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.BatchAsync(Entries(2)));
        Assert.Equal((FhirErrorCodes.BundleMismatch, true), (error.Code, error.MayHaveBeenDone));
    }

    [Fact]
    public async Task BatchAsync_TwoEntriesForTheSameThing_IsRefused()
    {
        using var stub = new FhirStub();
        var condition = new FhirSearch("Practitioner").Where("identifier", "s", "1");
        var twice = FhirEntry.ConditionalUpdate(new Practitioner(), condition);
        await Assert.ThrowsAsync<ArgumentException>(() => stub.Gateway.BatchAsync([twice, FhirEntry.ConditionalUpdate(new Practitioner(), condition)]));
        await Assert.ThrowsAsync<ArgumentException>(() => stub.Gateway.TransactionAsync([FhirEntry.Create(new Practitioner(), condition), FhirEntry.Create(new Practitioner(), condition)]));
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task TransactionAsync_MoreThanABatchHolds_StaysWhole()
    {
        using var stub = new FhirStub(Answer.Ok(Response([.. Enumerable.Repeat("""{"response":{"status":"200"}}""", 5)])));
        stub.Options.MaxBatchEntries = 2;
        Assert.Equal(5, (await stub.Gateway.TransactionAsync(Entries(5))).Count);
        Assert.Contains("\"type\":\"transaction\"", stub.Requests[0].Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BatchAsync_AnsweredWithoutContent_AsksTheRegistryWhatWasWritten()
    {
        var kept = new Practitioner { Id = "kept", Active = true };
        using var stub = new FhirStub(new Answer(200), Answer.Ok("""{"resourceType":"Practitioner","id":"kept","meta":{"versionId":"7"},"active":true,"gender":"female"}"""));
        var verdict = Assert.Single(await stub.Gateway.BatchAsync([FhirEntry.Update(kept)]));
        Assert.Equal((SaveOutcome.Updated, "kept", "7"), (verdict.Outcome, verdict.Id, verdict.VersionId));

        stub.Add(new Answer(200), Found("""{"resourceType":"Practitioner","id":"p1","meta":{"versionId":"1"}}"""));
        verdict = Assert.Single(await stub.Gateway.BatchAsync(Entries(1)));
        Assert.Equal((SaveOutcome.Created, "p1"), (verdict.Outcome, verdict.Id));
        Assert.EndsWith("/fhir/Practitioner?identifier=s|0", stub.Requests[^1].Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"resourceType":"Practitioner","id":"kept","meta":{"versionId":"7"},"active":false}""", 200)]
    [InlineData("", 404)]
    public async Task BatchAsync_AnsweredWithoutContentAndNotWritten_MayPass(string stored, int status)
    {
        using var stub = new FhirStub(new Answer(200), new Answer(status) { Body = stored });
        var verdict = Assert.Single(await stub.Gateway.BatchAsync([FhirEntry.Update(new Practitioner { Id = "kept", Active = true })]));
        Assert.Equal((FhirErrorKind.Transient, true), (verdict.Error!.Kind, verdict.Error.MayHaveBeenDone));
    }

    [Fact]
    public async Task BatchAsync_RefusedAsAWhole_CostsOnlyTheEntryThatIsRefusedAlone()
    {
        using var stub = new FhirStub(
            Answer.Outcome(422, "invalid"),
            Answer.Ok(Response("""{"response":{"status":"200"}}""")),
            Answer.Outcome(422, "invalid"),
            Answer.Ok(Response("""{"response":{"status":"200"}}""")),
            Answer.Outcome(422, "invalid"));

        var verdicts = await stub.Gateway.BatchAsync(Entries(3));

        Assert.Equal([null, null, FhirErrorKind.Permanent], verdicts.Select(one => one.Error?.Kind));
    }

    [Fact]
    public async Task BatchAsync_RefusedByAProxy_IsNotDivided()
    {
        using var stub = new FhirStub(new Answer(400) { Body = "<html>Bad Request</html>" });

        var refusal = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.BatchAsync(Entries(3)));

        Assert.Equal((FhirErrorKind.Transient, 1), (refusal.Kind, stub.Requests.Count));
    }

    [Fact]
    public async Task TransactionAsync_EntriesFailedInsideA200_SaysOfEachWhatBecameOfIt()
    {
        using var stub = new FhirStub(Answer.Ok(Response(
            """{"response":{"status":"201","location":"Practitioner/a"}}""", """{"response":{"status":"409"}}""", """{"response":{"status":"404"}}""", """{"response":{"status":"422"}}""")));

        var verdicts = await stub.Gateway.TransactionAsync(Entries(4));

        Assert.Equal([null, FhirErrorKind.Conflict, FhirErrorKind.NotFound, FhirErrorKind.Permanent], verdicts.Select(one => one.Error?.Kind));
    }

    [Fact]
    public async Task TransactionAsync_BeyondTheServersLimit_IsDividedWithoutDanglingReferences()
    {
        var entries = Entries(3);
        ((Practitioner)entries[0].Resource!).Extension.Add(new Extension("http://example.org/x", new ResourceReference(entries[2].FullUrl)));
        using var stub = new FhirStub(
            Answer.Ok(Response("""{"response":{"status":"201","location":"Practitioner/c/_history/1"}}""")),
            Answer.Ok(Response("""{"response":{"status":"201","location":"Practitioner/a/_history/1"}}""")),
            Answer.Ok(Response("""{"response":{"status":"201","location":"Practitioner/b/_history/1"}}""")));
        stub.Options.MaxConditionalTransaction = 1;

        var verdicts = await stub.Gateway.TransactionAsync(entries);

        Assert.Equal(["a", "b", "c"], verdicts.Select(one => one.Id));
        Assert.Contains("\"Practitioner/c\"", stub.Requests[1].Body!, StringComparison.Ordinal);
        Assert.DoesNotContain(entries[2].FullUrl!, stub.Requests[1].Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TransactionAsync_ManyConditionsRefusedAsAWhole_IsWrittenInParts()
    {
        var part = Response([.. Enumerable.Repeat("""{"response":{"status":"201","location":"Practitioner/a"}}""", 8)]);
        var rest = Response("""{"response":{"status":"201","location":"Practitioner/a"}}""");
        using var stub = new FhirStub(Answer.Outcome(400, "invalid"), Answer.Ok(part), Answer.Ok(rest), Answer.Ok(part), Answer.Ok(rest));

        Assert.All(await stub.Gateway.TransactionAsync(Entries(9)), verdict => Assert.True(verdict.Succeeded));

        // The next one is divided at once.
        Assert.Equal(9, (await stub.Gateway.TransactionAsync(Entries(9))).Count);
        Assert.Equal(5, stub.Requests.Count);
    }

    private static Answer Found(string resource) => Answer.Ok($$"""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{{resource}}}]}""");

    private static FhirEntry[] Entries(int count) =>
        [.. Enumerable.Range(0, count).Select(i => FhirEntry.ConditionalUpdate(new Practitioner(), new FhirSearch("Practitioner").Where("identifier", "s", $"{i}")))];

    private static string Response(params string[] entries) =>
        $$"""{"resourceType":"Bundle","type":"batch-response","entry":[{{string.Join(',', entries)}}]}""";
}
