using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>The newest contacts are read before each create, and each version of a contact is noted once.</summary>
public sealed class RecentContactsTests : IDisposable
{
    private static readonly Guid Contact = new("5f05311e-8f81-4a67-a5b5-1501b6d6496a");

    private readonly MemoryApp _app;
    private string _urn = "tel:+250788000001";
    private string? _modified = "2026-03-04T07:59:58.000000Z";

    public RecentContactsTests() => _app = new(_ => AnsweringHandler.Json(
        $$"""{"next":null,"previous":null,"results":[{"uuid":"{{Contact}}","name":"A","urns":["{{_urn}}"],"fields":{},"groups":[],"modified_on":{{(_modified is null ? "null" : $"\"{_modified}\"")}}}]}"""));

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task NoteAsync_ContactIsShownAgain_IsNotNotedAgain()
    {
        await NoteAsync();
        await ForgetAsync();

        await NoteAsync();

        Assert.Null(await OwnerAsync());
    }

    [Fact]
    public async Task NoteAsync_ContactHasChanged_IsNotedAgain()
    {
        await NoteAsync();
        (_urn, _modified) = ("tel:+250788000002", "2026-03-04T07:59:59.000000Z");

        await NoteAsync();

        Assert.Equal(Contact, await OwnerAsync());
    }

    [Fact]
    public async Task NoteAsync_ContactWithoutATimeOfChange_IsNotedEachTime()
    {
        _modified = null;
        await NoteAsync();
        await ForgetAsync();

        await NoteAsync();

        Assert.Equal(Contact, await OwnerAsync());
    }

    [Fact]
    public async Task NoteAsync_VersionIsOfAnOwnWrite_IsNotNoted()
    {
        _app.Get<RecentContacts>().Remember([(Contact.ToString(), new DateTimeOffset(2026, 3, 4, 7, 59, 58, TimeSpan.Zero).UtcTicks.ToString("x"))]);

        await NoteAsync();

        Assert.Null(await OwnerAsync());
    }

    private async Task NoteAsync()
    {
        await _app.Get<ChangePoller>().MarkReadAsync(CursorNames.ContactsKnown, CancellationToken.None);
        Assert.True(await _app.Get<RecentContacts>().NoteAsync(CancellationToken.None));
        Assert.Contains(_app.Http.Requests, r => r.StartsWith("GET /api/v2/contacts", StringComparison.Ordinal));
    }

    private string Key => ContactLedger.NumberKey(_urn["tel:".Length..]);

    private Task ForgetAsync() => _app.Get<ContactLedger>().DeleteAsync([Key], CancellationToken.None);

    private async Task<Guid?> OwnerAsync() =>
        (await _app.Get<ContactLedger>().FindOwnersAsync([Key], CancellationToken.None)).TryGetValue(Key, out var owner) ? Assert.Single(owner.Row.Contacts) : null;
}
