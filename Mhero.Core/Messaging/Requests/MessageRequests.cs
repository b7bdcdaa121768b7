using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Delivery;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.Requests;

/// <summary>
/// Takes orders to send something, once each: the recipients are found, everything that is to be sent is put down, and only
/// then is the first of it put on the queue.
/// </summary>
public sealed class MessageRequests
{
    /// <summary>Longer than finding ten thousand recipients takes; after it the process that prepared a request is assumed dead.</summary>
    internal static readonly TimeSpan PreparationLease = TimeSpan.FromMinutes(10);

    private static readonly Guid IdSpace = new("3b0f8f0f-52a5-4c53-8a39-1f6f2f0a9c11");
    private static readonly TimeSpan BusyPoll = TimeSpan.FromMilliseconds(500);
    private const int BusyPolls = 120;

    private readonly OutboxTable _outbox;
    private readonly RequestIndex _index;
    private readonly RecipientResolver _resolver;
    private readonly RequestResources _resources;
    private readonly WorkQueue<ContactItem> _contacts;
    private readonly WorkQueue<OutboxItem> _queue;
    private readonly MessagingOptions _options;
    private readonly TimeProvider _time;

    internal MessageRequests(
        OutboxTable outbox, RequestIndex index, RecipientResolver resolver, RequestResources resources, WorkQueue<ContactItem> contacts, WorkQueue<OutboxItem> queue,
        IOptions<MessagingOptions> options, TimeProvider time) =>
        (_outbox, _index, _resolver, _resources, _contacts, _queue, _options, _time) = (outbox, index, resolver, resources, contacts, queue, options.Value, time);

    /// <summary>The id that an order with this key has or will have.</summary>
    /// <param name="key">The order's key.</param>
    public static Guid IdOf(string key) => UuidV5.Create(IdSpace, key);

    /// <summary>Takes an order. A repeat answers as the first one did, and sends nothing more.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Cancels; nothing is sent then, and the order can be repeated.</param>
    /// <returns>The recipients and those who are left out.</returns>
    /// <exception cref="MessageRefusedException">The order has faults; nothing is sent.</exception>
    /// <exception cref="FhirException">The registry cannot be read; nothing is sent.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be asked about a contact; nothing is sent.</exception>
    /// <exception cref="TimeoutException">Another delivery of the same order is being prepared.</exception>
    public Task<RequestReceipt> CreateAsync(MessageOrder order, CancellationToken cancellationToken = default) =>
        TakeAsync(order, RequestState.Active, null, false, cancellationToken);

    /// <summary>Finds the receipt of an order.</summary>
    /// <param name="key">The order's key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The receipt that a repeat would get; null when the order was not accepted yet.</returns>
    public async Task<RequestReceipt?> FindReceiptAsync(string key, CancellationToken cancellationToken = default) =>
        await _outbox.FindRequestAsync(IdOf(key), cancellationToken) is { Row: { State: not RequestState.Preparing } known }
            ? new RequestReceipt(known.Id, true, known.Recipients, await _outbox.LeftOutAsync(known.Id, cancellationToken))
            : null;

    /// <summary>Finds the progress of a request.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its progress; null when the request does not exist.</returns>
    public async Task<RequestProgress?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (await _outbox.FindRequestAsync(id, cancellationToken) is not { Row: { State: not RequestState.Preparing, IsEmptied: false } row })
        {
            return null;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var chunk in _outbox.ChunksAsync(id, cancellationToken))
        {
            foreach (var person in chunk.People)
            {
                var state = NameOf(person.State);
                counts[state] = counts.GetValueOrDefault(state) + 1;
            }
        }

        if (row.LeftOut > 0)
        {
            counts["leftOut"] = counts.GetValueOrDefault("leftOut") + row.LeftOut;
        }

        var resource = await _outbox.ResourceAsync(id, cancellationToken);
        resource.Id = id.ToString();
        resource.Status = row.State switch
        {
            RequestState.Revoked => RequestStatus.Revoked,
            RequestState.Completed => RequestStatus.Completed,
            _ => resource.Status,
        };
        return new RequestProgress(id, row.State, counts, resource);
    }

    /// <summary>Stops the messages that were not sent yet. Messages already sent stay sent.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the request does not exist.</returns>
    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var row = await _outbox.ChangeRequestAsync(id, r => r.State is RequestState.Active or RequestState.Scheduled ? r with { State = RequestState.Revoked } : null, cancellationToken);
        if (row is null)
        {
            return false;
        }

        if (row.State == RequestState.Revoked)
        {
            // A request that waits for its time would show the new state only then.
            for (var number = 1; number <= row.Chunks; number++)
            {
                await _outbox.ChangeChunkAsync(
                    id, number, c => c.State == ChunkState.Ready && c.Planned.Any() ? c.With(p => p.State == SendState.Planned ? p.Leave(MessagingCodes.Revoked) : p) : null, cancellationToken);
            }

            await _queue.TrySendAsync(new OutboxItem { Request = id }, cancellationToken);
            await _resources.EndAsync(row, RequestStatus.Revoked, cancellationToken);
        }

        return true;
    }

    /// <summary>Keeps a request that is not to be sent now: it has a schedule, or its own status excludes sending.</summary>
    internal Task<RequestReceipt> KeepAsync(MessageOrder order, RequestState state, string? cron, bool once, CancellationToken cancellationToken) =>
        TakeAsync(order, state, cron, once, cancellationToken);

    private async Task<RequestReceipt> TakeAsync(MessageOrder order, RequestState state, string? cron, bool once, CancellationToken cancellationToken)
    {
        var id = IdOf(order.Key);
        var now = _time.GetUtcNow();
        var row = new RequestRow
        {
            Id = id,
            Hash = HashOf(order),
            State = RequestState.Preparing,
            Content = order.Content,
            CreatedAt = now,
            ClaimedAt = now,
            NotBefore = order.NotBefore,
            NotAfter = order.NotAfter,
            IsUrgent = order.IsUrgent,
            Cron = cron,
            Once = once,
        };
        for (var poll = 0; ; poll++)
        {
            var found = await _outbox.FindRequestAsync(id, cancellationToken);
            if (found is { Row: { State: not RequestState.Preparing } known })
            {
                return new RequestReceipt(id, true, known.Recipients, await _outbox.LeftOutAsync(id, cancellationToken), known.Hash != row.Hash);
            }

            var isFree = found is null || now - found.Value.Row.ClaimedAt > PreparationLease;
            if (isFree && await _outbox.TryWriteRequestAsync(row, found?.Version, cancellationToken))
            {
                break;
            }

            if (poll == BusyPolls)
            {
                var free = (found?.Row.ClaimedAt ?? now) + PreparationLease;
                throw new TimeoutException(
                    $"Another delivery of the same request is being prepared. Repeat it; from {free:yyyy-MM-dd'T'HH:mm:ss'Z'} on it is prepared again if that delivery failed.");
            }

            await Task.Delay(BusyPoll, _time, cancellationToken);
        }

        try
        {
            return await PrepareAsync(order, row, state, cancellationToken);
        }
        catch
        {
            // Refused or failed: a repeat, corrected or not, begins again at once.
            await _outbox.ForgetUnpreparedAsync(id, CancellationToken.None);
            throw;
        }
    }

    private async Task<RequestReceipt> PrepareAsync(MessageOrder order, RequestRow row, RequestState state, CancellationToken cancellationToken)
    {
        CheckContent(order.Content);
        var audience = state != RequestState.Active ? new ResolvedRecipients([], [])
            : order.ResolvedRecipients ?? await _resolver.ResolveAsync(order.To, order.IsUrgent, cancellationToken);
        var chunks = ChunksOf(audience.People);
        await _outbox.PrepareAsync(row.Id, chunks, audience.LeftOut, RequestResourceBuilder.Build(order, audience, row.Id, row.CreatedAt), cancellationToken);
        await _contacts.SendAllAsync(audience.ToSync, cancellationToken);
        if (state == RequestState.Scheduled)
        {
            await _outbox.NoteScheduledAsync(row.Id, cancellationToken);
        }

        await _index.AddAsync(row, cancellationToken);
        if (state is RequestState.Active or RequestState.Scheduled)
        {
            await _queue.TrySendAsync(new OutboxItem { Request = row.Id }, cancellationToken);
        }

        await _outbox.ChangeRequestAsync(
            row.Id, r => r with { State = state, Chunks = chunks.Count, Recipients = audience.People.Count, LeftOut = audience.LeftOut.Count }, cancellationToken);
        return new RequestReceipt(row.Id, false, audience.People.Count, audience.LeftOut);
    }

    /// <summary>People of one zone together. Those whose contact is still to be created are separate, so that no other recipient waits for them.</summary>
    private List<ChunkRow> ChunksOf(IReadOnlyList<Recipient> people)
    {
        var chunks = new List<ChunkRow>();
        foreach (var group in people.GroupBy(p => (p.TimeZone, IsWaiting: p.Contact is null)).OrderBy(g => g.Key.IsWaiting))
        {
            foreach (var part in group.Chunk(_options.ChunkSize))
            {
                chunks.Add(new ChunkRow
                {
                    Number = chunks.Count + 1,
                    TimeZone = group.Key.TimeZone,
                    People = [.. part.Select(p => new RecipientRow { Contact = p.Contact, Person = p.Person, Coming = p.Coming, Language = p.Language, Scheme = p.Scheme })],
                });
            }
        }

        return chunks;
    }

    private void CheckContent(MessageContent content)
    {
        var faults = new List<RequestFault>();
        if (content.Flow is null && content.Texts.Values.All(string.IsNullOrWhiteSpace))
        {
            faults.Add(new(MessagingCodes.NoPayload, "CommunicationRequest.payload", "There is nothing to send: give a text or a flow."));
        }
        else if (content.Flow is null && (content.BaseLanguage is null || !content.Texts.ContainsKey(content.BaseLanguage)))
        {
            faults.Add(new(MessagingCodes.BadLanguage, "CommunicationRequest.payload[0]", "The base language has no text."));
        }

        foreach (var (language, text) in content.Templates())
        {
            var length = text.EnumerateRunes().Count();
            if (length > _options.MaxTextLength)
            {
                faults.Add(new(MessagingCodes.TextTooLong, "CommunicationRequest.payload[0].content", $"The text in {language} has {length} characters; RapidPro takes {_options.MaxTextLength} (Mhero__Messaging__MaxTextLength)."));
            }
        }

        if (faults.Count > 0)
        {
            throw new MessageRefusedException(faults);
        }
    }

    private static string HashOf(MessageOrder order)
    {
        var text = SyncJson.Write(new
        {
            order.Content,
            order.NotBefore,
            order.NotAfter,
            order.IsUrgent,
            To = order.To.Select(t => t.Reference.Reference ?? t.Reference.Identifier?.Value),
            People = order.ResolvedRecipients?.People.Select(p => p.Person ?? p.Contact?.ToString()),
        });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    internal static string NameOf(SendState state) => state switch
    {
        SendState.Planned => "planned",
        SendState.Sent => "sent",
        SendState.Completed => "completed",
        SendState.NotDone => "notDone",
        SendState.LeftOut => "leftOut",
        _ => "unknown",
    };
}
