using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Operating.Persons;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating.Persons;

/// <summary>All of one person from both sides and the tables, masked unless it is revealed, and what is noted where a side does not answer.</summary>
public sealed class PersonReaderTests : IDisposable
{
    private const string Worker = "Practitioner/12";
    private const string Refusal = """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}""";

    private static readonly Guid Contact = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");
    private static readonly Guid Other = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02");

    private readonly TwoSidesApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FindAsync_PersonOnBothSides_ShowsBothMaskedUnlessRevealed(bool reveal)
    {
        await LinkAsync(new WorkerRow { Contact = Contact, Profile = new WorkerProfile() }, ContactOf(Worker));
        OnWorker();
        OnContact();
        _app.OnList(
            "messages",
            """{"id":7,"contact":{"uuid":"4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01","name":"Ann"},"direction":"out","status":"sent","text":"Hello","flow":{"uuid":"11111111-0000-0000-0000-000000000001","name":"Weekly"},"created_on":"2026-03-04T07:00:00Z"}""");

        var found = (await FindAsync($" {Worker} ", reveal))!;

        Assert.Equal(new FoundPerson(Worker, Contact), found.Person);
        Assert.Equal((Worker, "Ann Bo", "en", "active"), (found.Registry!.Id, found.Registry.Name, found.Registry.Language, found.Registry.Status));
        Assert.Equal(reveal ? ["+250788000101", "ann@example.org"] : ["•••••••••••01", "•••••••••••••rg"], found.Registry.Numbers);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), found.Registry.LastUpdated);
        Assert.Equal(($"{Contact}", "Ann", "eng", "active"), (found.RapidPro!.Id, found.RapidPro.Name, found.RapidPro.Language, found.RapidPro.Status));
        Assert.Equal(reveal ? ["tel:+250788000101"] : ["tel:•••••••••••01"], found.RapidPro.Numbers);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), found.RapidPro.LastUpdated);
        Assert.Equal(["Nurses", "33333333-0000-0000-0000-000000000002"], found.Groups);
        Assert.Equal(new PersonMessage(7, "out", "sent", new DateTimeOffset(2026, 3, 4, 7, 0, 0, TimeSpan.Zero), "Weekly", reveal ? "Hello" : null), Assert.Single(found.Messages));
        Assert.Equal(new PersonLink(true, false, false, false, 0), found.Link);
        Assert.Equal(new PersonOptOut(false, null, null), found.OptOut);
        Assert.Empty(found.Notes);
        Assert.Equal(reveal ? [(AuditActions.Reveal, Worker)] : [], (await _app.AuditAsync()).Select(entry => (entry.Action, entry.Item!)));
    }

    [Theory]
    [InlineData("Practitioner/unknown", 2)]
    [InlineData("no such person!", 0)]
    public async Task FindAsync_NobodyOnEitherSide_IsNull(string id, int requests)
    {
        Assert.Null(await FindAsync(id, reveal: true));
        Assert.True(_app.Requests.Count <= requests);
        Assert.Empty(await _app.AuditAsync());
    }

    [Fact]
    public async Task FindAsync_ContactWithoutAWorker_AsksForNoResponses()
    {
        await LinkAsync(null, ContactOf(null));
        OnContact();
        await _app.Get<ContactLedger>().IndexAsync([new OwnerChange(ContactLedger.NumberKey("+250788000101"), null, Contact, true)], CancellationToken.None);

        var found = (await FindAsync("+250788000101", reveal: true))!;

        Assert.Equal(new FoundPerson(null, Contact), found.Person);
        Assert.Null(found.Registry);
        Assert.Equal(new PersonLink(false, false, false, false, 0), found.Link);
        Assert.Empty(found.Responses);
        Assert.DoesNotContain(_app.Requests, request => request.Contains("/fhir/", StringComparison.Ordinal));
        Assert.Equal($"{Contact}", Assert.Single(await _app.AuditAsync()).Item);
    }

    [Fact]
    public async Task FindAsync_WorkerGoneFromBothSides_ShowsTheLink()
    {
        await LinkAsync(new WorkerRow { Contact = Contact, Profile = new WorkerProfile(), Blocked = true, Abandoned = true, Gone = true }, null);

        var found = (await FindAsync(Worker))!;

        Assert.Null(found.Registry);
        Assert.Null(found.RapidPro);
        Assert.Equal(new PersonLink(false, true, true, true, 0), found.Link);
        Assert.Empty(found.Messages);
        Assert.DoesNotContain(_app.Requests, request => request.Contains("messages.json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Practitioner/12", true)]
    [InlineData("Practitioner/13", false)]
    [InlineData(null, false)]
    public async Task FindAsync_Link_IsMutualWhenBothRowsNameEachOther(string? named, bool isMutual)
    {
        await LinkAsync(new WorkerRow { Contact = Contact, Profile = new WorkerProfile() }, ContactOf(named) with { Taken = ["+250788000101", "+250788000102"] });

        Assert.Equal(new PersonLink(isMutual, false, false, false, 2), (await FindAsync(Worker))!.Link);
    }

    [Fact]
    public async Task FindAsync_OptOutOfOneOfBothNames_Counts()
    {
        await LinkAsync(new WorkerRow { Contact = Contact, Profile = new WorkerProfile() }, ContactOf(Worker));
        var since = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        await _app.Get<OptOutTable>().WriteAsync(
            [(Worker, new OptOutRow { IsOut = false }, null), (OptOutTable.KeyOf(Contact), new OptOutRow { IsOut = true, Cause = OptOutCause.Answer, Since = since }, null)], CancellationToken.None);

        Assert.Equal(new PersonOptOut(true, "Answer", since), (await FindAsync(Worker))!.OptOut);
    }

    [Fact]
    public async Task FindAsync_ReviewsAndDeadLetters_ShowsThosesOfThePerson()
    {
        await LinkAsync(new WorkerRow { Contact = Contact, Profile = new WorkerProfile() }, ContactOf(Worker));
        var reviews = _app.Get<ReviewStore>();
        await reviews.OpenAsync(Worker, "MH4001", "Which?", [], null);
        await reviews.OpenAsync("Practitioner/13", "MH4001", "Which?", [new ReviewCandidate($"{Contact}", "Ann")], null);
        await reviews.OpenAsync("Practitioner/14", "MH4001", "Which?", [new ReviewCandidate($"{Other}", "Bob")], null);
        var letters = _app.Get<DeadLetterStore>();
        var about = await letters.RecordAsync("contacts", Worker, "{}", "MH3001", "refused", 5);
        await letters.RecordAsync("contacts", "Practitioner/13", "{}", "MH3001", "refused", 5);

        var found = (await FindAsync(Worker))!;

        Assert.Equal([Worker, "Practitioner/13"], found.Reviews.Select(review => review.Subject).Order(StringComparer.Ordinal));
        Assert.Equal(about.Id, Assert.Single(found.DeadLetters).Id);
    }

    [Fact]
    public async Task FindAsync_Responses_ShowsTheLastOnes()
    {
        OnWorker();
        _app.OnSearch("QuestionnaireResponse", """{"resourceType":"QuestionnaireResponse","id":"r1","status":"completed","source":{"reference":"Practitioner/12"}}""");

        Assert.Equal("r1", Assert.Single((await FindAsync(Worker))!.Responses).Id);
        Assert.Contains(_app.Requests, request => request.Contains($"source={Worker}&", StringComparison.Ordinal) && request.Contains("_count=20", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FindAsync_RegistryIgnoresTheSource_ShowsNoResponses()
    {
        OnWorker();
        _app.OnSearch("QuestionnaireResponse", """{"resourceType":"QuestionnaireResponse","id":"r1","status":"completed","source":{"reference":"Practitioner/13"}}""");

        var found = (await FindAsync(Worker))!;

        Assert.Empty(found.Responses);
        Assert.StartsWith(HttpCodes.NotSearchable, Assert.Single(found.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_RegistryDoesNotAnswer_ShowsTheContact()
    {
        await LinkAsync(new WorkerRow { Contact = Contact, Profile = new WorkerProfile() }, ContactOf(Worker));
        OnContact();
        _app.On("/fhir/Practitioner/12", Refusal, 500);
        _app.On("/fhir/QuestionnaireResponse", Refusal, 500);

        var found = (await FindAsync(Worker))!;

        Assert.Null(found.Registry);
        Assert.NotNull(found.RapidPro);
        Assert.Equal(["MH3002: The registry cannot be read now.", "MH3002: The registry's responses cannot be read now."], found.Notes);
    }

    [Fact]
    public async Task FindAsync_RegistryDoesNotAnswerForAnUnknownWorker_IsNotTakenForNobody()
    {
        _app.On("/fhir/Practitioner/unknown", Refusal, 500);

        var found = (await FindAsync("unknown"))!;

        Assert.Equal(new FoundPerson("Practitioner/unknown", null), found.Person);
        Assert.Equal("MH3002: The registry cannot be read now.", Assert.Single(found.Notes));
    }

    [Fact]
    public async Task FindAsync_RapidProDoesNotAnswer_ShowsTheWorker()
    {
        await LinkAsync(new WorkerRow { Contact = Contact, Profile = new WorkerProfile() }, ContactOf(Worker));
        OnWorker();
        _app.On("/api/v2/contacts.json", "{}", 500);

        var found = (await FindAsync(Worker))!;

        Assert.NotNull(found.Registry);
        Assert.Null(found.RapidPro);
        Assert.Empty(found.Groups);
        Assert.EndsWith(": RapidPro cannot be read now.", Assert.Single(found.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_MessagesCannotBeRead_ShowsTheContact()
    {
        await LinkAsync(new WorkerRow { Contact = Contact, Profile = new WorkerProfile() }, ContactOf(Worker));
        OnContact();
        _app.On("/api/v2/messages.json", "{}", 500);

        var found = (await FindAsync(Worker))!;

        Assert.NotNull(found.RapidPro);
        Assert.Empty(found.Messages);
        Assert.EndsWith(": RapidPro's messages cannot be read now.", Assert.Single(found.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_ManyMessages_ShowsTheLastTwenty()
    {
        await LinkAsync(null, ContactOf(null));
        OnContact();
        _app.OnList("messages", [.. Enumerable.Range(1, 21).Select(n => string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{n}},"direction":"in","text":"x"}"""))]);

        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), (await FindAsync($"{Contact}"))!.Messages.Select(message => message.Id));
    }

    [Theory]
    [InlineData("Practitioner", """ "name":[{"use":"old"},{"given":["Ann"," "],"family":"Bo"}],"active":true,"communication":[{"text":"French"},{"coding":[{"code":"fr"}]}] """, "Ann Bo", "fr", "active")]
    [InlineData("Practitioner", """ "name":[{"text":"Dr Bo","family":"Bo"}],"active":false """, "Dr Bo", null, "inactive")]
    [InlineData("Practitioner", """ "active":false """, null, null, "inactive")]
    [InlineData("Person", """ "name":[{"family":"Bo"}],"active":false """, "Bo", null, "inactive")]
    [InlineData("Person", """ "name":[{"family":"Bo"}] """, "Bo", null, "active")]
    [InlineData("Patient", """ "name":[{"given":["Ann","Mary"]}],"active":true """, "Ann Mary", null, "active")]
    [InlineData("Patient", """ "telecom":[{"system":"phone"},{"value":"12"}],"active":false """, null, null, "inactive")]
    public async Task FindAsync_WorkerTypes_ShowNameLanguageAndStatus(string type, string members, string? name, string? language, string status)
    {
        _app.On($"/fhir/{type}/12", $$"""{"resourceType":"{{type}}","id":"12",{{members}}}""");

        var side = (await FindAsync($"{type}/12"))!.Registry!;

        Assert.Equal(($"{type}/12", name, language, status, null), (side.Id, side.Name, side.Language, side.Status, side.LastUpdated));
        Assert.Equal(members.Contains("telecom", StringComparison.Ordinal) ? ["12"] : [], side.Numbers);
    }

    [Theory]
    [InlineData("+250788000101", "•••••••••••01")]
    [InlineData("tel:+250788", "tel:•••••88")]
    [InlineData("whatsapp:123", "whatsapp:•23")]
    [InlineData("tel:12", "tel:12")]
    [InlineData("tel:", "tel:")]
    [InlineData("1", "1")]
    [InlineData("", "")]
    public void MaskNumber_Number_LeavesTheSchemeAndTwoCharacters(string number, string masked) => Assert.Equal(masked, PersonalData.MaskNumber(number));

    private Task<PersonDetail?> FindAsync(string id, bool reveal = false) => _app.Get<PersonReader>().FindAsync(id, reveal, TwoSidesApp.Jane, CancellationToken.None);

    private static ContactRow ContactOf(string? worker) => new() { Worker = worker, Contact = new Contact { Uuid = Contact } };

    private async Task LinkAsync(WorkerRow? worker, ContactRow? contact)
    {
        var documents = new List<Document>();
        if (worker is not null)
        {
            documents.Add(new Document(ContactLedger.WorkerKey(Worker), SyncJson.Write(worker), null));
        }

        if (contact is not null)
        {
            documents.Add(new Document(ContactLedger.ContactKey(Contact), SyncJson.Write(contact), null));
        }

        await _app.Get<ContactLedger>().WriteAsync(documents, CancellationToken.None);
    }

    private void OnWorker() => _app.On(
        "/fhir/Practitioner/12",
        """
        {"resourceType":"Practitioner","id":"12","meta":{"lastUpdated":"2026-03-01T00:00:00Z"},"active":true,"name":[{"given":["Ann"],"family":"Bo"}],
        "telecom":[{"system":"phone","value":"+250788000101"},{"system":"email","value":"ann@example.org"}],"communication":[{"coding":[{"code":"en"},{"code":"fr"}]}]}
        """);

    private void OnContact() => _app.OnList(
        "contacts",
        $$"""
        {"uuid":"{{Contact}}","name":"Ann","language":"eng","status":"active","urns":["tel:+250788000101"],"modified_on":"2026-03-02T00:00:00Z","fields":{},
        "groups":[{"uuid":"33333333-0000-0000-0000-000000000001","name":"Nurses"},{"uuid":"33333333-0000-0000-0000-000000000002","name":null}]}
        """);
}
