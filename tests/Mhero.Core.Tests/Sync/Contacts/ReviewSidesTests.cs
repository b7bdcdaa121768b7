using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>The records of a review as both sides have them, side by side.</summary>
public sealed class ReviewSidesTests : IDisposable
{
    private const string Worker = "Practitioner/w1";
    private const string Missing = "Practitioner/gone";

    private const string Alice = """
        {"resourceType":"Practitioner","id":"w1","meta":{"versionId":"1"},"active":true,"name":[{"text":"Alice Uwase"}],"telecom":[{"system":"phone","value":"0788000101","use":"mobile"}]}
        """;

    private static readonly Guid Contact = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");
    private static readonly Guid Deleted = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02");

    private readonly MemoryApp _app = new(Answer);

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task ReadAsync_ContactWithWorkers_GivesTheValuesOfEachTheSubjectFirst()
    {
        var sides = await ReadAsync(Contact.ToString(), (Worker, "the same number"), (Missing, "the same name"));

        Assert.Equal([Contact.ToString(), Worker, Missing], sides.Select(side => side.Reference));
        Assert.Equal([null, "the same number", "the same name"], sides.Select(side => side.Reason));
        Assert.Equal([true, false, false], sides.Select(side => side.IsContact));
        Assert.Equal("Alice U", sides[0].Values!["name"]);
        Assert.Equal("Alice Uwase", sides[1].Values!["name"]);
        Assert.Equal("+250788000101", sides[0].Values!["numbers"]);
        Assert.Equal(sides[0].Values!["numbers"], sides[1].Values!["numbers"]);
        Assert.Null(sides[2].Values);
    }

    [Fact]
    public async Task ReadAsync_WorkerWithContacts_ReadsTheContactsAndNotesADeletedOne()
    {
        var sides = await ReadAsync(Worker, (Contact.ToString(), "the same number"), (Deleted.ToString(), "the same number"));

        Assert.Equal([false, true, true], sides.Select(side => side.IsContact));
        Assert.Equal("Alice U", sides[1].Values!["name"]);
        Assert.Null(sides[2].Values);
    }

    [Fact]
    public async Task ReadAsync_QuestionAboutAPlace_HasNoSides()
    {
        Assert.Empty(await ReadAsync("value/Practitioner/w1/facility", ("Location/l1", "the same name")));
        Assert.Empty(_app.Http.Requests);
    }

    [Fact]
    public async Task ReadAsync_ManyCandidates_ReadsTen()
    {
        var sides = await ReadAsync(Worker, [.. Enumerable.Range(0, 30).Select(n => (Guid.Parse($"00000000-0000-0000-0000-0000000000{n:00}").ToString(), "the same number"))]);

        Assert.Equal(11, sides.Count);
        Assert.Equal(10, _app.Http.Requests.Count(request => request.StartsWith("GET /api/v2/contacts", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReadAsync_SideThatCannotBeRead_Throws()
    {
        using var down = new MemoryApp(_ => AnsweringHandler.Json("{}", 503));

        await Assert.ThrowsAsync<RapidProException>(() => down.Get<ReviewSides>().ReadAsync(ReviewOf(Contact.ToString()), CancellationToken.None));
        await Assert.ThrowsAsync<FhirException>(() => down.Get<ReviewSides>().ReadAsync(ReviewOf(Worker), CancellationToken.None));
    }

    private static Review ReviewOf(string subject, params (string Reference, string Reason)[] candidates) => new(
        ReviewStore.IdFor(subject), subject, "MH4001", "Which?", [.. candidates.Select(one => new ReviewCandidate(one.Reference, one.Reason))], null, MemoryApp.Start, MemoryApp.Start);

    private Task<IReadOnlyList<ReviewSide>> ReadAsync(string subject, params (string Reference, string Reason)[] candidates) =>
        _app.Get<ReviewSides>().ReadAsync(ReviewOf(subject, candidates), CancellationToken.None);

    private static HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var url = Uri.UnescapeDataString(request.RequestUri!.PathAndQuery);
        return url switch
        {
            _ when url.Contains("/PractitionerRole", StringComparison.Ordinal) => AnsweringHandler.Fhir("""{"resourceType":"Bundle","type":"searchset","entry":[]}"""),
            _ when url.EndsWith("/Practitioner/w1", StringComparison.Ordinal) => AnsweringHandler.Fhir(Alice),
            _ when url.Contains("/Practitioner?", StringComparison.Ordinal) => AnsweringHandler.Fhir($$"""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{{Alice}},"search":{"mode":"match"} }]}"""),
            _ when url.Contains("/Practitioner/", StringComparison.Ordinal) => AnsweringHandler.Fhir("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]}""", 404),
            _ when url.Contains(Contact.ToString(), StringComparison.Ordinal) => AnsweringHandler.Json(
                $$"""{"next":null,"previous":null,"results":[{"uuid":"{{Contact}}","name":"Alice U","status":"active","urns":["tel:+250788000101"],"groups":[],"fields":{} }]}"""),
            _ => AnsweringHandler.Json("""{"next":null,"previous":null,"results":[]}"""),
        };
    }
}
