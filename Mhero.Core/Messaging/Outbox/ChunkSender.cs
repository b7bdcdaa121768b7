using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>
/// Sends one chunk to RapidPro, once: claimed before the POST, its id stored after. A claim without an id says that the
/// answer is not known; then RapidPro is asked, and only when it shows nothing after a safe time it is sent again.
/// </summary>
internal sealed class ChunkSender(
    RapidProClient rapidPro, OutboxTable outbox, ComingContacts comingContacts, ContactStates contacts, OptOutCache optOuts,
    MessageMetrics metrics, IOptions<MessagingOptions> options, TimeProvider time)
{
    /// <summary>Parameter of a flow start by which its chunk is known again.</summary>
    public const string Marker = "mhero_request";

    /// <summary>
    /// The largest lag of RapidPro's clock behind mHero's. A shorter one would hide a broadcast whose answer was lost, and it would be sent
    /// again; a longer one only shows more broadcasts.
    /// </summary>
    internal static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(15);

    /// <summary>After this time recipients are checked again, since some may have stopped or opted out.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    private MessagingOptions Options => options.Value;

    /// <summary>Sends the chunk unless it was; leaves the work open when RapidPro has it.</summary>
    public async Task SendAsync(ChunkWork work, CancellationToken cancellationToken)
    {
        if (work.Chunk.State == ChunkState.Claimed)
        {
            if (await FindSentAsync(work, cancellationToken))
            {
                return;
            }

            var safe = work.Chunk.ClaimedAt!.Value + Options.ResendAfter - time.GetUtcNow();
            if (safe > TimeSpan.Zero)
            {
                work.Finish(ItemState.Postponed, MessagingCodes.Ambiguous, "Whether RapidPro took it is not known yet.", Shorter(safe));
                return;
            }
        }

        if (!await PrepareAsync(work, cancellationToken))
        {
            return;
        }

        while (work.IsOpen && work.Chunk.Planned.Any())
        {
            if (!await SaveAsync(work, work.Chunk with { State = ChunkState.Claimed, ClaimedAt = time.GetUtcNow() }, cancellationToken)
                || await PostAsync(work, cancellationToken))
            {
                return;
            }
        }

        if (work.IsOpen)
        {
            // No recipient is left.
            await SaveAsync(work, work.Chunk with { State = ChunkState.Done, ClaimedAt = null }, cancellationToken);
        }
    }

    /// <summary>Whether it may be sent now, and to which recipients.</summary>
    private async Task<bool> PrepareAsync(ChunkWork work, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var request = work.Request;
        var isOver = request.NotAfter < now;
        if (isOver || request.State == RequestState.Revoked)
        {
            return await SaveAsync(work, Without(work.Chunk, _ => true, isOver ? MessagingCodes.Expired : MessagingCodes.Revoked), cancellationToken);
        }

        if (request.NotBefore > now)
        {
            work.Finish(ItemState.Postponed, MessagingCodes.NotYet, "The request is for a later time.", request.NotBefore - now);
            return false;
        }

        if (!request.IsUrgent && QuietHours.Left(Options.QuietHours, work.Chunk.TimeZone, now) is { } quiet)
        {
            work.Finish(ItemState.Postponed, MessagingCodes.QuietHours, "It is night where the recipients are.", quiet);
            return false;
        }

        if (!await FindContactsAsync(work, cancellationToken))
        {
            return false;
        }

        var chunk = work.Chunk;
        if (now - request.CreatedAt > FreshFor)
        {
            var stopped = await contacts.FindStoppedAsync(chunk.Planned.Select(p => p.Contact!.Value), cancellationToken);
            chunk = Without(chunk, p => stopped.Contains(p.Contact!.Value), MessagingCodes.ContactStopped);
            if (!request.IsUrgent)
            {
                var unwilling = await optOuts.FindAsync(chunk.Planned.Select(p => p.Person).OfType<string>(), cancellationToken);
                chunk = Without(chunk, p => p.Person is not null && unwilling.Contains(p.Person), MessagingCodes.OptedOut);
            }
        }

        if (!request.IsUrgent && Options.MaxPerPersonAndDay > 0)
        {
            var day = TimeZoneInfo.ConvertTime(now, QuietHours.ZoneOf(chunk.TimeZone)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            var full = await outbox.CountTodayAsync(day, work.Name, [.. chunk.Planned.Select(p => p.Contact!.Value)], Options.MaxPerPersonAndDay, cancellationToken);
            chunk = Without(chunk, p => full.Contains(p.Contact!.Value), MessagingCodes.CeilingReached);
        }

        work.Chunk = chunk;
        return true;
    }

    /// <summary>Finds the contacts that are being made; false while they are waited for.</summary>
    private async Task<bool> FindContactsAsync(ChunkWork work, CancellationToken cancellationToken)
    {
        if (work.Chunk.Planned.All(p => p.Contact is not null))
        {
            return true;
        }

        var chunk = await comingContacts.FindAsync(work.Chunk, cancellationToken);
        var seen = new HashSet<Guid>();
        chunk = chunk with { People = [.. chunk.People.Where(p => p.Contact is null || seen.Add(p.Contact.Value))] };
        var missing = chunk.Planned.Any(p => p.Contact is null);
        if (missing && work.Item.Waits < Options.ContactWaits)
        {
            await SaveAsync(work, chunk, cancellationToken);
            if (work.IsOpen)
            {
                work.Finish(ItemState.Postponed, MessagingCodes.ContactsFirst, "The contacts of recipients are made first.");
            }

            return false;
        }

        // Recipients left out elsewhere are left out here too: a contact just created may be stopped.
        var stopped = await contacts.FindStoppedAsync(chunk.Planned.Select(p => p.Contact).OfType<Guid>(), cancellationToken);
        chunk = Without(chunk, p => p.Contact is null, MessagingCodes.NoContact);
        work.Chunk = Without(chunk, p => stopped.Contains(p.Contact!.Value), MessagingCodes.ContactStopped);
        return true;
    }

    /// <summary>POSTs; true when there is nothing more to do here.</summary>
    private async Task<bool> PostAsync(ChunkWork work, CancellationToken cancellationToken)
    {
        try
        {
            if (work.Request.Content.Flow is not null)
            {
                var start = await rapidPro.CreateFlowStartAsync(StartOf(work), cancellationToken);
                await KeepAsync(work, null, start.Uuid, cancellationToken);
            }
            else
            {
                var broadcast = await rapidPro.CreateBroadcastAsync(BroadcastOf(work), cancellationToken);
                await KeepAsync(work, broadcast.Id, null, cancellationToken);
            }

            return true;
        }
        catch (RapidProException e) when (e.MayHaveBeenDone)
        {
            work.Finish(ItemState.Postponed, MessagingCodes.Ambiguous, e.Message, Shorter(Options.ResendAfter));
            return true;
        }
        catch (RapidProException e) when (e.Kind == RapidProErrorKind.Permanent)
        {
            if (e.IsUnknownContact && Unknown(work.Chunk, e) is { Count: > 0 } gone)
            {
                // RapidPro refuses all for one: the others get it without that one.
                return !await SaveAsync(work, Without(work.Chunk, p => gone.Contains(p.Contact!.Value), MessagingCodes.ContactGone) with { State = ChunkState.Ready, ClaimedAt = null }, cancellationToken);
            }

            var refused = work.Chunk.With(p => p.State == SendState.Planned ? p with { State = SendState.NotDone, Code = MessagingCodes.Refused } : p);
            await SaveAsync(work, refused with { State = ChunkState.Refused, ClaimedAt = null }, cancellationToken);
            return true;
        }
        catch (RapidProException e)
        {
            if (await SaveAsync(work, work.Chunk with { State = ChunkState.Ready, ClaimedAt = null }, cancellationToken))
            {
                work.Fail(e);
            }

            return true;
        }
    }

    private static List<Guid> Unknown(ChunkRow chunk, RapidProException error)
    {
        var texts = error.Errors.Select(e => e.Message).ToList();
        return [.. chunk.Planned.Select(p => p.Contact!.Value).Where(c => texts.Exists(t => t.Contains(c.ToString(), StringComparison.OrdinalIgnoreCase)))];
    }

    /// <summary>Looks in RapidPro for the result of a claim whose answer is not known.</summary>
    private async Task<bool> FindSentAsync(ChunkWork work, CancellationToken cancellationToken)
    {
        var since = work.Chunk.ClaimedAt!.Value - ClockDifference;
        if (work.Request.Content.Flow is not null)
        {
            await foreach (var page in rapidPro.GetFlowStartPagesAsync(since, cancellationToken))
            {
                foreach (var start in page.Results.Where(s => s.Params.TryGetValue(Marker, out var mark) && mark == work.Name && s.Contacts.Select(c => c.Uuid).ToHashSet().SetEquals(work.Chunk.Planned.Select(p => p.Contact!.Value))))
                {
                    await KeepAsync(work, null, start.Uuid, cancellationToken);
                    return true;
                }
            }

            return false;
        }

        var write = BroadcastOf(work);
        await foreach (var page in rapidPro.GetBroadcastPagesAsync(since, cancellationToken))
        {
            foreach (var broadcast in page.Results.Where(b => b.Matches(write)))
            {
                // One that another chunk sent has the same text and recipients and is not this chunk's.
                if (await outbox.TryOwnAsync(OutboxTable.BroadcastKey(broadcast.Id), work.Request.Id, work.Chunk.Number, cancellationToken))
                {
                    await KeepAsync(work, broadcast.Id, null, cancellationToken);
                    return true;
                }
            }
        }

        return false;
    }

    private async Task KeepAsync(ChunkWork work, long? broadcast, Guid? start, CancellationToken cancellationToken)
    {
        // The messages that RapidPro has must be noted even when the caller cancels.
        cancellationToken = CancellationToken.None;
        await outbox.TryOwnAsync(start is { } uuid ? OutboxTable.StartKey(uuid) : OutboxTable.BroadcastKey(broadcast!.Value), work.Request.Id, work.Chunk.Number, cancellationToken);
        var now = time.GetUtcNow();
        await SaveAsync(
            work,
            work.Chunk.With(p => p.State == SendState.Planned ? p with { State = SendState.Sent } : p) with { State = ChunkState.Sent, Broadcast = broadcast, FlowStart = start, SentAt = now, ClaimedAt = null },
            cancellationToken);
    }

    /// <summary>Writes the chunk's row; when another writer was faster, the item comes again.</summary>
    private async Task<bool> SaveAsync(ChunkWork work, ChunkRow chunk, CancellationToken cancellationToken)
    {
        if (await outbox.WriteChunkAsync(work.Request.Id, chunk, work.Version, cancellationToken) is not { } version)
        {
            work.Finish(ItemState.Postponed, MessagingCodes.Busy, "Another delivery is working on the same.", TimeSpan.FromSeconds(1));
            return false;
        }

        metrics.Count(work.Chunk, chunk);
        (work.Chunk, work.Version) = (chunk, version);
        return true;
    }

    private FlowStartWrite StartOf(ChunkWork work) => new()
    {
        Flow = work.Request.Content.Flow!.Value,
        Contacts = [.. work.Chunk.Planned.Select(p => p.Contact!.Value)],
        Params = new Dictionary<string, string>(work.Request.Content.Parameters) { [Marker] = work.Name },
        ExcludeActive = Options.ExcludeActive,
    };

    private static BroadcastWrite BroadcastOf(ChunkWork work) => new()
    {
        Contacts = [.. work.Chunk.Planned.Select(p => p.Contact!.Value)],
        Text = work.Request.Content.Templates(),
        BaseLanguage = work.Request.Content.BaseLanguage!,
    };

    private static ChunkRow Without(ChunkRow chunk, Func<RecipientRow, bool> which, string code) =>
        chunk.With(p => p.State == SendState.Planned && which(p) ? p.Leave(code) : p);

    private static TimeSpan Shorter(TimeSpan wait) => wait < TimeSpan.FromSeconds(10) ? wait : TimeSpan.FromSeconds(10);
}
