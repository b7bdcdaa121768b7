using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>A side is marked as read without a reading of its own only when an answer shows that it has no record.</summary>
public sealed class EmptySidesTests : IDisposable
{
    private const string NoContacts = """{"next":null,"previous":null,"results":[]}""";
    private const string OneContact = """{"next":null,"previous":null,"results":[{"uuid":"5f05311e-8f81-4a67-a5b5-1501b6d6496a","name":"A","urns":[],"fields":{},"groups":[]}]}""";
    private const string EmptyPageBeforeContacts = """{"next":"https://rapidpro.example.org/api/v2/contacts.json?cursor=2","previous":null,"results":[]}""";
    private const string NoWorkers = """{"resourceType":"Bundle","type":"searchset"}""";
    private const string OneWorker = """{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Practitioner","id":"1","meta":{"versionId":"1","lastUpdated":"2026-03-01T00:00:00Z"}},"search":{"mode":"match"}}]}""";

    private readonly Queue<string> _answers = new();
    private readonly MemoryApp _app;
    private int _status = 200;

    public EmptySidesTests() => _app = new(request => request.RequestUri!.AbsolutePath.StartsWith("/fhir", StringComparison.Ordinal)
        ? AnsweringHandler.Fhir(_answers.Dequeue(), _status)
        : AnsweringHandler.Json(_answers.Dequeue(), _status));

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(true, NoContacts)]
    [InlineData(false, OneContact)]
    [InlineData(false, EmptyPageBeforeContacts, OneContact)]
    [InlineData(true, EmptyPageBeforeContacts, NoContacts)]
    public async Task MarkContactsAsync_MarksRapidProWithoutContactsAlone(bool isMarked, params string[] pages)
    {
        Array.ForEach(pages, _answers.Enqueue);

        await _app.Get<EmptySides>().MarkContactsAsync(CancellationToken.None);

        Assert.Equal(isMarked, await IsKnownAsync(CursorNames.ContactsKnown));
        Assert.False(await IsKnownAsync(CursorNames.WorkersKnown));
        Assert.Empty(_answers);
    }

    [Theory]
    [InlineData(true, NoWorkers)]
    [InlineData(false, OneWorker)]
    public async Task MarkWorkersAsync_MarksARegistryWithoutPractitionersAlone(bool isMarked, string page)
    {
        _answers.Enqueue(page);

        await _app.Get<EmptySides>().MarkWorkersAsync(CancellationToken.None);

        Assert.Equal(isMarked, await IsKnownAsync(CursorNames.WorkersKnown));
        Assert.False(await IsKnownAsync(CursorNames.ContactsKnown));
    }

    [Fact]
    public async Task MarkContactsAsync_RapidProWasRead_AsksNothing()
    {
        _answers.Enqueue(NoContacts);
        await _app.Get<EmptySides>().MarkContactsAsync(CancellationToken.None);

        await _app.Get<EmptySides>().MarkContactsAsync(CancellationToken.None);

        Assert.Single(_app.Http.Requests);
    }

    [Fact]
    public async Task MarkContactsAsync_RapidProFails_MarksNothing()
    {
        _status = 500;
        _answers.Enqueue("Server Error");

        await Assert.ThrowsAsync<Mhero.Core.RapidPro.RapidProException>(() => _app.Get<EmptySides>().MarkContactsAsync(CancellationToken.None));

        Assert.False(await IsKnownAsync(CursorNames.ContactsKnown));
    }

    private async Task<bool> IsKnownAsync(string mark) => (await _app.Get<CursorStore>().ReadAsync(mark)).Position is not null;
}
