using Hl7.Fhir.Model;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Delivery;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>Takes requests and their chunks from the queue: sends, writes the Communications, polls the delivery status.</summary>
internal sealed class OutboxBatchHandler(
    OutboxTable outbox,
    ChunkSender sender,
    ChunkFollower follower,
    CommunicationBuilder builder,
    RequestResources resources,
    RegistryWrites writes,
    WorkQueue<OutboxItem> queue,
    TimeProvider time)
{
    /// <summary>The ledger's part for the Communications of recipients.</summary>
    public const string Partition = "sent";

    private static readonly TimeSpan PreparationPoll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPreparationPoll = TimeSpan.FromMinutes(1);

    private readonly BoundedCache<Guid, CommunicationRequest> _asked = new(time, 50, _ => TimeSpan.FromHours(1));

    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<OutboxItem> message, CancellationToken cancellationToken)
    {
        var works = new List<Work<OutboxItem>>();
        foreach (var item in message.Items)
        {
            works.Add(await HandleAsync(item, cancellationToken));
        }

        await queue.SettleAsync(message, works, OutcomeCounts.Communications.Failed, cancellationToken);
    }

    private async Task<Work<OutboxItem>> HandleAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        var work = new Work<OutboxItem>(item);
        try
        {
            if (await outbox.FindRequestAsync(item.Request, cancellationToken) is not { Row: var request })
            {
                work.Finish(ItemState.Skipped, MessagingCodes.UnknownRequest, "The request does not exist.");
            }
            else if (item.Chunk == 0)
            {
                await DispatchAsync(work, request, cancellationToken);
            }
            else if (await outbox.FindChunkAsync(item.Request, item.Chunk, cancellationToken) is { } found)
            {
                var chunk = new ChunkWork(item, request, found.Row, found.Version);
                work = chunk;
                await (item.Response is null ? HandleAsync(chunk, cancellationToken) : LinkAsync(chunk, cancellationToken));
            }
            else
            {
                work.Finish(ItemState.Skipped, MessagingCodes.UnknownRequest, "The chunk does not exist.");
            }
        }
        catch (Exception e) when (e is FhirException or RapidProException or TimeoutException)
        {
            work.Fail(e);
        }

        return work;
    }

    /// <summary>Puts a request's chunks on the queue, each individually, when its time has come.</summary>
    private async Task DispatchAsync(Work<OutboxItem> work, RequestRow request, CancellationToken cancellationToken)
    {
        if (request.State == RequestState.Preparing)
        {
            // Sent before the row says that it is ready, so that a process that dies in between forgets no recipient.
            work.Finish(time.GetUtcNow() - request.ClaimedAt > MessageRequests.PreparationLease ? ItemState.Skipped : ItemState.Postponed, MessagingCodes.Busy, "The request is being prepared.", NextPoll(work.Item.Waits));
            return;
        }

        request = await resources.StoreAsync(request, cancellationToken);
        if (request.NotBefore - time.GetUtcNow() is { } wait && wait > TimeSpan.Zero && request.State == RequestState.Active)
        {
            work.Finish(ItemState.Postponed, MessagingCodes.NotYet, "The request is for a later time.", wait);
            return;
        }

        if (request.State is RequestState.Active or RequestState.Revoked && request.DispatchedAt is null)
        {
            for (var number = 1; number <= request.Chunks; number++)
            {
                await queue.TrySendAsync(new OutboxItem { Request = request.Id, Chunk = number }, cancellationToken);
            }

            request = await outbox.ChangeRequestAsync(request.Id, r => r with { DispatchedAt = time.GetUtcNow() }, cancellationToken) ?? request;
        }

        if (request is { Chunks: 0, State: RequestState.Active or RequestState.Revoked })
        {
            await CompleteAsync(request, cancellationToken);
        }

        work.Finish(ItemState.Done);
    }

    /// <summary>A preparation takes seconds, or as long as its lease when its process died. A message that is delivered again waits twice from then on, so it waits seldom.</summary>
    private static TimeSpan NextPoll(int waits) =>
        TimeSpan.FromTicks((long)Math.Min(LongestPreparationPoll.Ticks, PreparationPoll.Ticks * Math.Pow(2, waits)));

    private async Task HandleAsync(ChunkWork work, CancellationToken cancellationToken)
    {
        var messages = new Dictionary<Guid, Message>();
        work.Request = await resources.StoreAsync(work.Request, cancellationToken);
        var justSent = false;
        if (work.Chunk.State == ChunkState.Refused && work.Item is { Attempts: 0, Waits: 0 })
        {
            // An operator replays what RapidPro refused. The request is complete when this was its last chunk; a revoked one leaves all recipients out.
            work.Chunk = work.Chunk.With(p => p is { State: SendState.NotDone, Code: MessagingCodes.Refused } ? p with { State = SendState.Planned, Code = null } : p) with { State = ChunkState.Ready };
        }

        if (work.Chunk.State is ChunkState.Ready or ChunkState.Claimed)
        {
            await sender.SendAsync(work, cancellationToken);
            justSent = work.Chunk.State == ChunkState.Sent;
        }
        else if (work.Chunk is { Broadcast: not null } or { FlowStart: not null })
        {
            messages = await follower.LookAsync(work, cancellationToken);
        }

        // No status is known yet.
        if (work.Code is MessagingCodes.Ambiguous or MessagingCodes.Busy || !await WriteAsync(work, messages, cancellationToken))
        {
            return;
        }

        switch (work.Chunk.State)
        {
            case ChunkState.Sent when work.IsOpen:
                work.Finish(ItemState.Postponed, MessagingCodes.Following, "mHero polls the delivery status of the messages again.", follower.NextDelay(justSent ? 0 : work.Chunk.Polls));
                break;
            case ChunkState.Refused or ChunkState.Done:
                if (await outbox.CloseChunkAsync(work.Request.Id, work.Chunk.Number, cancellationToken) >= work.Request.Chunks)
                {
                    await CompleteAsync(work.Request, cancellationToken);
                }

                work.Finish(
                    work.Chunk.State == ChunkState.Done ? ItemState.Done : ItemState.Dead, work.Chunk.State == ChunkState.Done ? null : MessagingCodes.Refused, "RapidPro refuses to send it.");
                break;
        }
    }

    /// <summary>Writes the Communications of a chunk as they stand; false when that has to be done again first.</summary>
    private async Task<bool> WriteAsync(ChunkWork work, Dictionary<Guid, Message> messages, CancellationToken cancellationToken)
    {
        var asked = await AskedAsync(work.Request.Id, cancellationToken);
        var now = time.GetUtcNow();
        var made = work.Chunk.People.Where(p => p.Contact is not null || p is { Person: not null, State: SendState.LeftOut }).DistinctBy(p => (p.Contact, p.Contact is null ? p.Person : null))
            .Select(p => builder.Make(work.Request, work.Chunk, p, p.Contact is { } contact ? messages.GetValueOrDefault(contact) : null, asked, now)).ToList();
        await writes.WriteAsync(Partition, made, cancellationToken);
        foreach (var write in made)
        {
            if (write.Outcome is { } outcome && write.Error is null)
            {
                work.Counts = work.Counts.Add(OutcomeCounts.Communications.Of(outcome));
            }
        }

        // A chunk that waits is written again in any case; one that is as final as it gets must not end before.
        if (work.IsOpen && made.Find(w => w.Error is not null || w.IsBusy) is { } failed)
        {
            if (failed.Error is { } error)
            {
                work.Fail(error);
            }
            else
            {
                work.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another delivery is writing the same.");
            }

            return false;
        }

        return true;
    }

    private async Task LinkAsync(ChunkWork work, CancellationToken cancellationToken)
    {
        work.Chunk = await outbox.ChangeChunkAsync(
            work.Request.Id,
            work.Chunk.Number,
            c => c.With(p => p.Contact == work.Item.Contact ? p with { Response = work.Item.Response, State = p.State == SendState.Sent && work.Item.IsAnswered ? SendState.Completed : p.State, SentOn = p.SentOn ?? c.SentAt } : p),
            cancellationToken) ?? work.Chunk;
        work.Request = await resources.StoreAsync(work.Request, cancellationToken);
        var asked = await AskedAsync(work.Request.Id, cancellationToken);
        if (work.Chunk.People.FirstOrDefault(p => p.Contact == work.Item.Contact) is { } person)
        {
            var write = builder.Make(work.Request, work.Chunk, person, null, asked, time.GetUtcNow());
            await writes.WriteAsync(Partition, [write], cancellationToken);
            work.Conclude(write, OutcomeCounts.Communications);
        }
        else
        {
            work.Finish(ItemState.Skipped);
        }
    }

    private async Task CompleteAsync(RequestRow request, CancellationToken cancellationToken)
    {
        var row = await outbox.ChangeRequestAsync(request.Id, r => r.State == RequestState.Active ? r with { State = RequestState.Completed } : null, cancellationToken) ?? request;
        await resources.EndAsync(row, row.State == RequestState.Revoked ? RequestStatus.Revoked : RequestStatus.Completed, cancellationToken);
    }

    /// <summary>The request as it was asked for, read once for all chunks that are in hand; recipients, of whom there may be thousands, are not kept.</summary>
    private Task<CommunicationRequest> AskedAsync(Guid id, CancellationToken cancellationToken) => _asked.GetAsync(
        id,
        async () =>
        {
            var asked = await outbox.ResourceAsync(id, CancellationToken.None);
            (asked.Recipient, asked.Extension) = ([], []);
            return asked;
        },
        cancellationToken);
}
