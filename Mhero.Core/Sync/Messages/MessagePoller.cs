using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Messages;

/// <summary>Reads which messages came and puts them on the queue. RapidPro lists the newest message first.</summary>
internal sealed class MessagePoller(RapidProClient rapidPro, ChangePoller poller, IOptions<MessageSyncOptions> options) : IPoller<MessageItem>
{
    /// <summary>Name of the poller's cursor.</summary>
    public const string Name = "rapidpro-messages";

    /// <inheritdoc/>
    public string Kind => SyncKinds.Messages;

    /// <inheritdoc/>
    public Task ReadAsync(BatchWriter<MessageItem> batches, CancellationToken cancellationToken) => poller.ReadAsync(
        new ChangeSource<Message>(
            Name,
            options.Value.Window,
            (since, token) => rapidPro.GetMessagePagesAsync(QueryFrom(since), token).Select(page => ChangeSources.PageOf(page, message => message.CreatedOn)),
            message => new(message.Id.ToString(CultureInfo.InvariantCulture), $"{message.ModifiedOn?.UtcTicks:x}{message.Status}", message.CreatedOn))
        {
            IsInOrder = false,
        },
        batches,
        message => new MessageItem { Message = SnapshotOf(message) },
        cancellationToken);

    private MessageQuery QueryFrom(DateTimeOffset? since) => new()
    {
        After = since ?? options.Value.Since,
        Folder = options.Value.Select == MessageSelection.Inbox ? MessageQuery.Inbox : null,
    };

    private static Message SnapshotOf(Message message) =>
        message with { Contact = message.Contact is { } contact ? contact with { Name = null, Urn = null } : null };
}
