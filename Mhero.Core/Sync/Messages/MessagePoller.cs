using System.Globalization;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Polling;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Messages;

/// <summary>Reads which messages came and puts them on the queue.</summary>
internal sealed class MessagePoller(RapidProClient rapidPro, CursorStore cursors, SeenVersionStore seen, IOptions<MessageSyncOptions> options)
{
    /// <summary>Name of the poller's cursor.</summary>
    public const string Name = "rapidpro-messages";

    /// <summary>Reads the poller to its end.</summary>
    /// <param name="batches">Where messages go.</param>
    /// <param name="cancellationToken">Stops between two pages; the cursor then stays where it is.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read; the cursor stays where it is.</exception>
    public async Task ReadAsync(BatchWriter<MessageItem> batches, CancellationToken cancellationToken)
    {
        var reading = new ChangePoll(Name, cursors, seen, options.Value.Window);
        await reading.BeginAsync(cancellationToken);
        var query = new MessageQuery
        {
            After = reading.Since ?? options.Value.Since,
            Folder = options.Value.Select == MessageSelection.Inbox ? MessageQuery.Inbox : null,
        };
        await foreach (var page in rapidPro.GetMessagePagesAsync(query, cancellationToken))
        {
            // RapidPro lists the newest message first: only the end of the list is a place that the cursor may move to.
            await reading.TurnToAsync(page.ServerTime, null, null, cancellationToken);
            foreach (var message in page.Results.Where(m => reading.IsNew(m.Id.ToString(CultureInfo.InvariantCulture), VersionOf(m), m.CreatedOn)))
            {
                await batches.AddAsync(new MessageItem { Message = SnapshotOf(message) }, cancellationToken);
            }

            await batches.FlushAsync(cancellationToken);
        }

        await reading.MoveAsync(null, complete: true, cancellationToken);
    }

    private static Message SnapshotOf(Message message) =>
        message with { Contact = message.Contact is { } contact ? contact with { Name = null, Urn = null } : null };

    private static string VersionOf(Message message) => $"{message.ModifiedOn?.UtcTicks:x}{message.Status}";
}
