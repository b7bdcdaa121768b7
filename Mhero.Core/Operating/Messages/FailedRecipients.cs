using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Delivery;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Operating.Messages;

/// <summary>
/// Finds the recipients of a request to whom it can be sent again: those for whom RapidPro made no message, or whose message it reports as failed,
/// still does so now, and whom no earlier resend had as a recipient.
/// </summary>
internal sealed class FailedRecipients(OutboxTable outbox, RapidProClient rapidPro, StartedRuns runs, FirstMessages firstMessages)
{
    /// <summary>Whether the state of a recipient allows to send again.</summary>
    public static bool CanBeSentAgain(RecipientRow person) =>
        person is { State: SendState.NotDone, Contact: not null, Code: MessagingCodes.Undelivered or MessagingCodes.NotMade or MessagingCodes.Refused or MessagingCodes.NoNumber };

    /// <summary>Finds them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The recipients.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be asked.</exception>
    public async Task<IReadOnlyList<Recipient>> FindAsync(RequestRow request, CancellationToken cancellationToken)
    {
        if (await ResentAsync(request, cancellationToken) is not { } known)
        {
            return [];
        }

        var chunks = await outbox.ChunksAsync(request.Id, cancellationToken).ToListAsync(cancellationToken);

        // A person who got it by another chunk, or may still get it, must not get it twice.
        known.UnionWith(chunks.SelectMany(chunk => chunk.People).Where(person => !CanBeSentAgain(person)).Select(person => person.Contact).OfType<Guid>());
        var failed = new Dictionary<Guid, Recipient>();
        foreach (var chunk in chunks)
        {
            var open = chunk.People.Where(person => CanBeSentAgain(person) && !known.Contains(person.Contact!.Value)).ToList();
            var got = open.Count == 0 ? [] : await GotAsync(request, chunk, open, cancellationToken);
            foreach (var person in open.Where(person => !got.Contains(person.Contact!.Value)))
            {
                failed[person.Contact!.Value] = new Recipient(person.Person, person.Contact) { Language = person.Language, Scheme = person.Scheme, TimeZone = chunk.TimeZone };
            }
        }

        return [.. failed.Values];
    }

    /// <summary>The contacts that later requests name; null when one of these was emptied at its age, and may have reached anyone.</summary>
    private async Task<HashSet<Guid>?> ResentAsync(RequestRow request, CancellationToken cancellationToken)
    {
        var contacts = new HashSet<Guid>();
        foreach (var resend in request.Resends)
        {
            if (await outbox.FindRequestAsync(resend, cancellationToken) is { Row.IsEmptied: true })
            {
                return null;
            }

            await foreach (var chunk in outbox.ChunksAsync(resend, cancellationToken))
            {
                contacts.UnionWith(chunk.People.Select(person => person.Contact).OfType<Guid>());
            }
        }

        return contacts;
    }

    /// <summary>Those who got it after all, by RapidPro's present word: a channel may report a delivery after a failure.</summary>
    private async Task<HashSet<Guid>> GotAsync(RequestRow request, ChunkRow chunk, List<RecipientRow> open, CancellationToken cancellationToken)
    {
        if (chunk.Broadcast is { } broadcast)
        {
            var got = new HashSet<Guid>();
            await foreach (var page in rapidPro.GetMessagePagesAsync(new MessageQuery { Broadcast = broadcast }, cancellationToken))
            {
                got.UnionWith(page.Results
                    .Where(message => message is { Contact: not null, Status: not "failed" } && message.Direction != "in" && (message.Broadcast ?? broadcast) == broadcast)
                    .Select(message => message.Contact!.Uuid));
            }

            return got;
        }

        if (chunk.FlowStart is not { } start || request.Content.Flow is not { } flow)
        {
            return [];
        }

        var begun = await runs.FindAsync(request.Id, flow, start, chunk.SentAt?.AddMinutes(-1), [.. open.Select(person => person.Contact!.Value)], cancellationToken);
        var sent = await firstMessages.FindAsync(request.Id, flow, begun, TimeSpan.Zero, cancellationToken);
        return [.. begun.Where(run => run.Value.IsAnswered || sent.GetValueOrDefault(run.Key)?.Any(message => message.Status == "failed") != true).Select(run => run.Key)];
    }
}
