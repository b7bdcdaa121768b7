using Mhero.Core.Messaging.Outbox;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Messaging.Delivery;

/// <summary>Asks RapidPro for the delivery status of a chunk, until every status is final or the polling time is over.</summary>
internal sealed class ChunkFollower(RapidProClient rapidPro, StartedRuns runs, FirstMessages firstMessages, OutboxTable outbox, MessageMetrics metrics, IOptions<MessagingOptions> options, TimeProvider time)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    /// <summary>A contact without a message or run after so many readings, although RapidPro reports the send as complete, will have none.</summary>
    private const int LooksForMissing = 3;

    /// <summary>A run without a message after so many readings has sent none: RapidPro stores the messages together with the run.</summary>
    private const int LooksForSilent = 2;

    private MessagingOptions Options => options.Value;

    /// <summary>Looks once, and notes what it saw.</summary>
    /// <param name="work">A chunk that RapidPro has.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The texts as they were sent, by contact; empty for a flow.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be asked.</exception>
    public async Task<Dictionary<Guid, Message>> LookAsync(ChunkWork work, CancellationToken cancellationToken)
    {
        var messages = new Dictionary<Guid, Message>();
        var isOver = time.GetUtcNow() - work.Chunk.SentAt > Options.StatusPollDuration;
        var looks = work.Chunk.Polls + 1;
        Func<RecipientRow, RecipientRow> judge;
        if (work.Chunk.Broadcast is { } broadcast)
        {
            await foreach (var page in rapidPro.GetMessagePagesAsync(new MessageQuery { Broadcast = broadcast }, cancellationToken))
            {
                foreach (var message in page.Results.Where(m => m.Contact is not null && m.Direction != "in" && (m.Broadcast ?? broadcast) == broadcast))
                {
                    messages[message.Contact!.Uuid] = message;
                }
            }

            var others = messages.Count > 0 && looks > LooksForMissing
                && work.Chunk.People.Any(p => p is { State: SendState.Sent, Contact: { } contact } && !messages.ContainsKey(contact))
                && await IsMadeAsync(broadcast, work.Chunk.SentAt, cancellationToken);
            judge = p => messages.TryGetValue(p.Contact!.Value, out var message) ? OfMessage(p, message)
                : others ? p with { State = SendState.NotDone, Code = MessagingCodes.NotMade }
                : p;
        }
        else
        {
            judge = await JudgeStartAsync(work, looks, cancellationToken);
        }

        var chunk = await outbox.ChangeChunkAsync(
            work.Request.Id,
            work.Chunk.Number,
            c => c.State != ChunkState.Sent ? null : Concluded(c.With(p => p is { State: SendState.Sent, Contact: not null } ? judge(p) : p) with { Polls = looks }, isOver),
            cancellationToken);
        if (chunk is not null)
        {
            metrics.Count(work.Chunk, chunk);
            work.Chunk = chunk;
        }

        return messages;
    }

    /// <summary>Whether RapidPro has made all messages of a broadcast; the messages of a large one come one after the other.</summary>
    private async Task<bool> IsMadeAsync(long broadcast, DateTimeOffset? sentAt, CancellationToken cancellationToken)
    {
        await foreach (var page in rapidPro.GetBroadcastPagesAsync(sentAt - ChunkSender.ClockDifference, cancellationToken))
        {
            if (page.Results.FirstOrDefault(b => b.Id == broadcast) is { } found)
            {
                return found.Status is not ("pending" or "queued" or "started" or "initializing");
            }
        }

        return false;
    }

    /// <summary>How long to wait before the next look.</summary>
    public TimeSpan NextDelay(int looks) =>
        TimeSpan.FromTicks((long)Math.Min(MaxDelay.Ticks, Options.StatusPollDelay.Ticks * Math.Pow(3, Math.Max(0, looks - 1))));

    private static ChunkRow Concluded(ChunkRow chunk, bool isOver)
    {
        chunk = isOver ? chunk.With(p => p.State == SendState.Sent ? p with { State = SendState.Unknown } : p) : chunk;
        return chunk.People.Any(p => p.State == SendState.Sent) ? chunk : chunk with { State = ChunkState.Done };
    }

    /// <summary>Many channels never hear of a delivery, so sent is as final as it gets there; RapidPro tries an errored message again.</summary>
    private static RecipientRow OfMessage(RecipientRow person, Message message)
    {
        person = person with { Scheme = Urn.TryParse(message.Urn, out var urn) ? urn.Scheme : person.Scheme };
        return message.Status switch
        {
            "sent" or "delivered" or "read" => person with { State = SendState.Completed, SentOn = message.SentOn ?? message.CreatedOn },
            "failed" => person with { State = SendState.NotDone, Code = message.Urn is null ? MessagingCodes.NoNumber : MessagingCodes.Undelivered, SentOn = message.SentOn },
            _ => person,
        };
    }

    /// <summary>Each of the first messages has to be sent: a contact who lacks one cannot follow the flow. An answer proves that they came.</summary>
    private static RecipientRow OfRun(RecipientRow person, StartedRun run, IReadOnlyList<Message> messages, int looks)
    {
        if (messages.Count == 0)
        {
            return run.At is null || run.IsAnswered || looks >= LooksForSilent ? person with { State = SendState.Completed, SentOn = run.At } : person;
        }

        var judged = messages.Select(m => OfMessage(person, m)).ToList();
        return judged.Find(p => p.State == SendState.NotDone) ?? judged.Find(p => p.State == SendState.Sent) ?? judged[0];
    }

    private async Task<Func<RecipientRow, RecipientRow>> JudgeStartAsync(ChunkWork work, int looks, CancellationToken cancellationToken)
    {
        var uuid = work.Chunk.FlowStart!.Value;
        var start = await rapidPro.FindFlowStartAsync(uuid, cancellationToken);
        if (start is null or { IsComplete: false, IsFailed: false })
        {
            return p => p;
        }

        var open = work.Chunk.People.Where(p => p is { State: SendState.Sent, Contact: not null }).Select(p => p.Contact!.Value).ToList();
        var begun = await runs.FindAsync(
            work.Request.Id, work.Request.Content.Flow!.Value, uuid, (start.CreatedOn ?? work.Chunk.SentAt)?.AddMinutes(-1), open, cancellationToken);
        var unanswered = begun.Where(r => !r.Value.IsAnswered).ToDictionary();

        // A message that was not sent yet may be judged by any reading since the chunk's last look.
        var sent = await firstMessages.FindAsync(work.Request.Id, work.Request.Content.Flow!.Value, unanswered, NextDelay(looks - 1), cancellationToken);
        return p => begun.TryGetValue(p.Contact!.Value, out var run) ? OfRun(p, run, sent.GetValueOrDefault(p.Contact!.Value) ?? [], looks)
            : start.IsFailed || looks >= LooksForMissing ? p with { State = SendState.NotDone, Code = MessagingCodes.NotMade }
            : p;
    }
}
