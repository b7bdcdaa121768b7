using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>RapidPro is marked as read without a reading of its own only when its answers show that it has no contact.</summary>
public sealed class EmptyWorkspaceTests : IDisposable
{
    private const string NoContacts = """{"next":null,"previous":null,"results":[]}""";
    private const string OneContact = """{"next":null,"previous":null,"results":[{"uuid":"5f05311e-8f81-4a67-a5b5-1501b6d6496a","name":"A","urns":[],"fields":{},"groups":[]}]}""";
    private const string EmptyPageBeforeContacts = """{"next":"https://rapidpro.example.org/api/v2/contacts.json?cursor=2","previous":null,"results":[]}""";

    private readonly Queue<string> _answers = new();
    private readonly MemoryApp _app;
    private int _status = 200;

    public EmptyWorkspaceTests() => _app = new(_ => AnsweringHandler.Json(_answers.Dequeue(), _status));

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(true, NoContacts)]
    [InlineData(false, OneContact)]
    [InlineData(false, EmptyPageBeforeContacts, OneContact)]
    [InlineData(true, EmptyPageBeforeContacts, NoContacts)]
    public async Task MarkAsync_MarksRapidProWithoutContactsAlone(bool isMarked, params string[] pages)
    {
        Array.ForEach(pages, _answers.Enqueue);

        await _app.Get<EmptyWorkspace>().MarkAsync(CancellationToken.None);

        Assert.Equal(isMarked, await IsKnownAsync(CursorNames.ContactsKnown));
        Assert.False(await IsKnownAsync(CursorNames.WorkersKnown));
        Assert.Empty(_answers);
    }

    [Fact]
    public async Task MarkAsync_RapidProWasRead_AsksNothing()
    {
        _answers.Enqueue(NoContacts);
        await _app.Get<EmptyWorkspace>().MarkAsync(CancellationToken.None);

        await _app.Get<EmptyWorkspace>().MarkAsync(CancellationToken.None);

        Assert.Single(_app.Http.Requests);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task MarkAsync_RapidProFails_MarksNothing(int status)
    {
        _status = status;
        _answers.Enqueue("Server Error");

        await _app.Get<EmptyWorkspace>().MarkAsync(CancellationToken.None);

        Assert.False(await IsKnownAsync(CursorNames.ContactsKnown));
    }

    private async Task<bool> IsKnownAsync(string mark) => (await _app.Get<CursorStore>().ReadAsync(mark)).Position is not null;
}
