using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>
/// A person among the recipients of requests, and the person's counts of days. A chunk that a process began to send keeps the person until its result is known: RapidPro's
/// broadcast is recognised by all of its contacts, and without one of them the others might get the message a second time.
/// </summary>
internal sealed class OutboxPersonalRows(OutboxTable outbox) : IPersonalRows
{
    public string Name => "outbox";

    public async IAsyncEnumerable<PersonalRow> FindAsync(PersonKeys person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var request in outbox.RequestsAsync(cancellationToken))
        {
            await foreach (var chunk in outbox.ChunksAsync(request.Id, cancellationToken))
            {
                foreach (var recipient in chunk.People.Where(recipient => Is(recipient, person)))
                {
                    yield return new PersonalRow($"{request.Id}.{chunk.Number}", SyncJson.Write(recipient));
                }
            }

            foreach (var left in (await outbox.LeftOutAsync(request.Id, cancellationToken)).Where(left => person.Are(left.Reference)))
            {
                yield return new PersonalRow($"{request.Id}", SyncJson.Write(left));
            }
        }

        if (person.Contact is { } contact)
        {
            foreach (var (day, count) in await outbox.CountsOfAsync(contact, cancellationToken))
            {
                yield return new PersonalRow(day, count);
            }
        }
    }

    public async Task EraseAsync(PersonKeys person, CancellationToken cancellationToken)
    {
        var isWaiting = false;
        await foreach (var request in outbox.RequestsAsync(cancellationToken))
        {
            isWaiting |= !await EraseAsync(request, person, cancellationToken);
        }

        if (person.Contact is { } contact)
        {
            await outbox.RemoveCountsAsync(contact, cancellationToken);
        }

        if (isWaiting)
        {
            throw new JobPostponedException(MessagingCodes.Busy);
        }
    }

    private static bool Is(RecipientRow recipient, PersonKeys person) =>
        (recipient.Contact is not null && recipient.Contact == person.Contact) || (recipient.Person is not null && recipient.Person == person.Worker);

    /// <summary>Takes a person out of a request.</summary>
    /// <returns>False when a chunk is being sent.</returns>
    private async Task<bool> EraseAsync(RequestRow request, PersonKeys person, CancellationToken cancellationToken)
    {
        var isDone = true;
        var isNamed = false;
        foreach (var number in await outbox.ChunksAsync(request.Id, cancellationToken).Where(chunk => chunk.People.Any(one => Is(one, person))).Select(chunk => chunk.Number).ToListAsync(cancellationToken))
        {
            isNamed = true;
            var after = await outbox.ChangeChunkAsync(
                request.Id, number, chunk => chunk.State == ChunkState.Claimed ? null : chunk with { People = [.. chunk.People.Where(one => !Is(one, person))] }, cancellationToken);
            isDone &= after?.State != ChunkState.Claimed;
        }

        if (isNamed || request.LeftOut > 0)
        {
            await outbox.RemoveFromRequestAsync(request.Id, person, cancellationToken);
        }

        return isDone;
    }
}
