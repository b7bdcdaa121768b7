using System.Net;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Operating.Messages;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating;

/// <summary>A resend reaches those who failed, each once, and never somebody who got the message.</summary>
public sealed class ResendTests : IDisposable
{
    private const long Broadcast = 77;

    private static readonly Operator Jane = new("Jane");
    private static readonly Guid[] Contacts = [.. Enumerable.Range(1, 6).Select(i => new Guid(i, 0, 0, new byte[8]))];

    private readonly MemoryApp _app;
    private string _messages = "";

    public ResendTests() => _app = new(_ => new HttpResponseMessage(HttpStatusCode.OK)
    {
        Content = new StringContent($$"""{"next":null,"previous":null,"results":[{{_messages}}]}""", Encoding.UTF8, "application/json"),
    });

    private MessageActions Actions => _app.Get<MessageActions>();

    private OutboxTable Outbox => _app.Get<OutboxTable>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task ResendAsync_SomeFailed_GoesToThoseAlone()
    {
        var id = await RequestAsync();
        _messages = MessageOf(Contacts[0], "failed");

        var result = (await Actions.ResendAsync(id, Jane, CancellationToken.None))!;

        Assert.Equal(2, result.Recipients);
        Assert.Equal([Contacts[0], Contacts[3]], await RecipientsAsync(result.Request!.Value));
        Assert.Equal([result.Request.Value], (await _app.Get<MessageReader>().FindAsync(id, CancellationToken.None))!.Request.Resends);
        Assert.Equal(AuditActions.Resend, Assert.Single((await _app.Get<IAuditLog>().ListAsync(new AuditFilter(), 10, null)).Entries).Action);
    }

    [Fact]
    public async Task ResendAsync_Twice_SendsNothingMore()
    {
        var id = await RequestAsync();
        _messages = MessageOf(Contacts[0], "failed");
        var first = (await Actions.ResendAsync(id, Jane, CancellationToken.None))!;

        Assert.Equal(first, await Actions.ResendAsync(id, Jane, CancellationToken.None));

        // Another recipient fails later: only that one is sent to.
        await Outbox.ChangeChunkAsync(id, 1, c => c.With(p => p.Contact == Contacts[2] ? p with { State = SendState.NotDone, Code = MessagingCodes.Undelivered } : p), CancellationToken.None);
        _messages = $"{MessageOf(Contacts[0], "failed")},{MessageOf(Contacts[2], "failed")}";
        var second = (await Actions.ResendAsync(id, Jane, CancellationToken.None))!;
        Assert.Equal([Contacts[2]], await RecipientsAsync(second.Request!.Value));
    }

    [Fact]
    public async Task ResendAsync_ProcessDiedBeforeItNotedTheResend_FindsIt()
    {
        var id = await RequestAsync();
        _messages = MessageOf(Contacts[0], "failed");
        var first = (await Actions.ResendAsync(id, Jane, CancellationToken.None))!;
        await Outbox.ChangeRequestAsync(id, row => row with { Resends = [] }, CancellationToken.None);

        Assert.Equal(first, await Actions.ResendAsync(id, Jane, CancellationToken.None));
        Assert.Equal([first.Request!.Value], (await Outbox.FindRequestAsync(id, CancellationToken.None))!.Value.Row.Resends);
    }

    [Fact]
    public async Task ResendAsync_RapidProReportsADeliveryAfterAll_LeavesThePersonOut()
    {
        var id = await RequestAsync();
        _messages = MessageOf(Contacts[0], "delivered");

        var result = (await Actions.ResendAsync(id, Jane, CancellationToken.None))!;

        Assert.Equal([Contacts[3]], await RecipientsAsync(result.Request!.Value));
    }

    [Fact]
    public async Task ResendAsync_AllGotIt_MakesNoRequest()
    {
        var id = await RequestAsync();
        await Outbox.ChangeChunkAsync(id, 1, c => c.With(p => p with { State = SendState.Completed, Code = null }), CancellationToken.None);

        Assert.Equal(new ResendResult(null, 0), await Actions.ResendAsync(id, Jane, CancellationToken.None));
        Assert.Null(await Actions.ResendAsync(Guid.NewGuid(), Jane, CancellationToken.None));
    }

    [Fact]
    public async Task ListAsync_SeveralRequests_GivesTheLatestFirstWithCounts()
    {
        var first = await RequestAsync();
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        var second = (await _app.Get<MessageRequests>().CreateAsync(OrderOf("other", Contacts[5]))).Id;

        var page = await _app.Get<MessageReader>().ListAsync(1, null, CancellationToken.None);
        var rest = await _app.Get<MessageReader>().ListAsync(5, page.Next, CancellationToken.None);

        Assert.Equal(second, Assert.Single(page.Requests).Id);
        var one = Assert.Single(rest.Requests);
        Assert.Equal((first, "active", "Hello"), (one.Id, one.State, one.Text));
        Assert.Equal("completed 1, leftOut 1, notDone 2, sent 1, unknown 1", string.Join(", ", one.Recipients.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {r.Value}")));
        Assert.Null(rest.Next);
        Assert.Equal(2, (await _app.Get<MessageReader>().FindAsync(first, CancellationToken.None))!.Failed.Count(f => f.CanBeSentAgain));
    }

    [Fact]
    public async Task ListAsync_RequestsOfAnEarlierVersion_AreListed()
    {
        var row = new RequestRow { Id = Guid.NewGuid(), Hash = "h", State = RequestState.Completed, CreatedAt = _app.Time.GetUtcNow() };
        await Outbox.TryWriteRequestAsync(row, null, CancellationToken.None);

        Assert.Equal(row.Id, Assert.Single((await _app.Get<MessageReader>().ListAsync(10, null, CancellationToken.None)).Requests).Id);
    }

    /// <summary>A request whose recipients are in every state: failed, completed, sent, refused by number, left out, unknown.</summary>
    private async Task<Guid> RequestAsync()
    {
        var id = (await _app.Get<MessageRequests>().CreateAsync(OrderOf("first", Contacts))).Id;
        (SendState State, string? Code)[] states =
        [
            (SendState.NotDone, MessagingCodes.Undelivered), (SendState.Completed, null), (SendState.Sent, null),
            (SendState.NotDone, MessagingCodes.NotMade), (SendState.LeftOut, MessagingCodes.OptedOut), (SendState.Unknown, null),
        ];
        await Outbox.ChangeChunkAsync(
            id,
            1,
            c => c.With(p => Array.IndexOf(Contacts, p.Contact!.Value) is var at ? p with { State = states[at].State, Code = states[at].Code } : p) with { State = ChunkState.Sent, Broadcast = Broadcast },
            CancellationToken.None);
        return id;
    }

    private static MessageOrder OrderOf(string key, params Guid[] contacts) => new()
    {
        Key = key,
        Content = MessageContent.OfText("Hello", "eng"),
        ResolvedRecipients = new ResolvedRecipients([.. contacts.Select((contact, i) => new Recipient($"Practitioner/{i}", contact))], []),
    };

    private static string MessageOf(Guid contact, string status) =>
        $$"""{"id":1,"broadcast":{{Broadcast}},"contact":{"uuid":"{{contact}}","name":null},"direction":"out","status":"{{status}}","urn":"tel:+250788000001","text":"Hello"}""";

    private async Task<IEnumerable<Guid>> RecipientsAsync(Guid request) =>
        (await Outbox.ChunksAsync(request, CancellationToken.None).SelectMany(chunk => chunk.People).ToListAsync()).Select(person => person.Contact!.Value).Order();
}
