using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Operating.Messages;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating;

/// <summary>Requests that are revoked, and resends of flows, by what RapidPro says of their runs.</summary>
public sealed class MessageActionsTests : IDisposable
{
    private static readonly Guid Flow = Guid.Parse("11111111-0000-0000-0000-000000000001");
    private static readonly Guid Start = Guid.Parse("22222222-0000-0000-0000-000000000001");
    private static readonly Guid Contact = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");

    private readonly TwoSidesApp _app = new();

    private MessageActions Actions => _app.Get<MessageActions>();

    private OutboxTable Outbox => _app.Get<OutboxTable>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task RevokeAsync_RequestThatWaits_IsRevokedAndNoted()
    {
        var id = await RequestAsync(MessageContent.OfText("Hello", "eng"));

        Assert.True(await Actions.RevokeAsync(id, TwoSidesApp.Jane, CancellationToken.None));

        Assert.Equal(RequestState.Revoked, (await Outbox.FindRequestAsync(id, CancellationToken.None))!.Value.Row.State);
        var entry = Assert.Single(await _app.AuditAsync());
        Assert.Equal((AuditActions.Revoke, id.ToString()), (entry.Action, entry.Item));
        Assert.Contains("Active", entry.Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RevokeAsync_NoRequest_IsFalseWithoutAnEntry()
    {
        var preparing = new RequestRow { Id = Guid.NewGuid(), Hash = "h", State = RequestState.Preparing, CreatedAt = _app.App.Time.GetUtcNow() };
        await Outbox.TryWriteRequestAsync(preparing, null, CancellationToken.None);

        Assert.False(await Actions.RevokeAsync(Guid.NewGuid(), TwoSidesApp.Jane, CancellationToken.None));
        Assert.False(await Actions.RevokeAsync(preparing.Id, TwoSidesApp.Jane, CancellationToken.None));
        Assert.Null(await Actions.ResendAsync(preparing.Id, TwoSidesApp.Jane, CancellationToken.None));
        Assert.Null(await _app.Get<MessageReader>().FindAsync(preparing.Id, CancellationToken.None));
        Assert.Empty(await _app.AuditAsync());
    }

    // A run that was not begun can be started again; one that was begun only when RapidPro reports its first message as failed and the person did not answer.
    [Theory]
    [InlineData("none", false, null, true)]
    [InlineData("other start", false, null, true)]
    [InlineData("begun", false, "failed", true)]
    [InlineData("begun", false, "delivered", false)]
    [InlineData("begun", false, null, false)]
    [InlineData("begun", true, "failed", false)]
    public async Task ResendAsync_Flow_GoesToThoseWhoseRunFailed(string run, bool hasAnswered, string? message, bool isResent)
    {
        var id = await RequestAsync(MessageContent.OfFlow(Flow));
        await FailAsync(id, chunk => chunk with { State = ChunkState.Sent, FlowStart = Start, SentAt = _app.App.Time.GetUtcNow() });
        if (run != "none")
        {
            _app.OnList(
                "runs",
                $$$"""
                {"id":1,"uuid":"33333333-0000-0000-0000-000000000001","flow":{"uuid":"{{{Flow}}}","name":"F"},"contact":{"uuid":"{{{Contact}}}","name":"Ann"},"start":{"uuid":"{{{(run == "begun" ? Start : Guid.NewGuid())}}}"},
                "responded":{{{(hasAnswered ? "true" : "false")}}},"values":{},"created_on":"2026-03-04T08:00:00Z","modified_on":"2026-03-04T08:00:00Z"}
                """);
        }

        if (message is not null)
        {
            _app.OnList("messages", $$$"""{"id":1,"contact":{"uuid":"{{{Contact}}}","name":"Ann"},"direction":"out","status":"{{{message}}}","text":"Hello","flow":{"uuid":"{{{Flow}}}","name":"F"},"created_on":"2026-03-04T08:00:01Z"}""");
        }

        Assert.Equal(isResent ? 1 : 0, (await Actions.ResendAsync(id, TwoSidesApp.Jane, CancellationToken.None))!.Recipients);
    }

    [Fact]
    public async Task ResendAsync_ChunkThatNeverReachedRapidPro_AsksNothing()
    {
        var id = await RequestAsync(MessageContent.OfText("Hello", "eng"));
        await FailAsync(id, chunk => chunk with { State = ChunkState.Sent });

        Assert.Equal(1, (await Actions.ResendAsync(id, TwoSidesApp.Jane, CancellationToken.None))!.Recipients);
        Assert.DoesNotContain(_app.Requests, request => request.Contains("messages.json", StringComparison.Ordinal) || request.Contains("runs.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ResendAsync_EarlierResendWasEmptied_MayHaveReachedAnybody()
    {
        var id = await RequestAsync(MessageContent.OfText("Hello", "eng"));
        await FailAsync(id, chunk => chunk with { State = ChunkState.Sent });
        var emptied = new RequestRow { Id = Guid.NewGuid(), Hash = "h", State = RequestState.Completed, CreatedAt = _app.App.Time.GetUtcNow(), IsEmptied = true };
        await Outbox.TryWriteRequestAsync(emptied, null, CancellationToken.None);
        await Outbox.ChangeRequestAsync(id, row => row with { Resends = [emptied.Id] }, CancellationToken.None);

        Assert.Equal(new ResendResult(emptied.Id, 0), await Actions.ResendAsync(id, TwoSidesApp.Jane, CancellationToken.None));
        Assert.Empty(await _app.AuditAsync());
    }

    [Fact]
    public async Task ResendAsync_RapidProDoesNotAnswer_SendsNothing()
    {
        var id = await RequestAsync(MessageContent.OfText("Hello", "eng"));
        await FailAsync(id, chunk => chunk with { State = ChunkState.Sent, Broadcast = 7 });
        _app.On("/api/v2/messages.json", "{}", 500);

        await Assert.ThrowsAsync<RapidProException>(() => Actions.ResendAsync(id, TwoSidesApp.Jane, CancellationToken.None));
        Assert.Empty((await Outbox.FindRequestAsync(id, CancellationToken.None))!.Value.Row.Resends);
        Assert.Empty(await _app.AuditAsync());
    }

    [Theory]
    [InlineData(nameof(SendState.NotDone), MessagingCodes.Undelivered, true, true)]
    [InlineData(nameof(SendState.NotDone), MessagingCodes.NotMade, true, true)]
    [InlineData(nameof(SendState.NotDone), MessagingCodes.Refused, true, true)]
    [InlineData(nameof(SendState.NotDone), MessagingCodes.NoNumber, true, true)]
    [InlineData(nameof(SendState.NotDone), MessagingCodes.Revoked, true, false)]
    [InlineData(nameof(SendState.NotDone), null, true, false)]
    [InlineData(nameof(SendState.NotDone), MessagingCodes.Undelivered, false, false)]
    [InlineData(nameof(SendState.Unknown), MessagingCodes.Undelivered, true, false)]
    [InlineData(nameof(SendState.LeftOut), MessagingCodes.NoNumber, true, false)]
    [InlineData(nameof(SendState.Sent), null, true, false)]
    public void CanBeSentAgain_State_NeedsAFailureThatReachedNobody(string state, string? code, bool hasContact, bool can) => Assert.Equal(
        can, FailedRecipients.CanBeSentAgain(new RecipientRow { State = Enum.Parse<SendState>(state), Code = code, Contact = hasContact ? Contact : null }));

    private async Task<Guid> RequestAsync(MessageContent content) => (await _app.Get<MessageRequests>().CreateAsync(new MessageOrder
    {
        Key = "first",
        Content = content,
        ResolvedRecipients = new ResolvedRecipients([new Recipient("Practitioner/1", Contact)], []),
    })).Id;

    private async Task FailAsync(Guid id, Func<ChunkRow, ChunkRow> change) => await Outbox.ChangeChunkAsync(
        id, 1, chunk => change(chunk.With(person => person with { State = SendState.NotDone, Code = MessagingCodes.Undelivered })), CancellationToken.None);
}
