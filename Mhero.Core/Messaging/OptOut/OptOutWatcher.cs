using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Queueing;
using Mhero.Core.Sync.Runs;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>
/// Hears of contacts that were stopped or came back, of answers in the opt-out flows and of tags, and puts them on the queue.
/// Asks neither side anything.
/// </summary>
internal sealed class OptOutWatcher(
    WorkQueue<OptOutItem> queue, OptOutTable table, OptOutRegistry registry, IOptions<OptOutOptions> options, TimeProvider time) : IContactWatcher, IAnswerWatcher
{
    public IEnumerable<string> Groups => options.Value.GroupName is { } group ? [group] : [];

    public bool Watches(ObjectReference flow) => options.Value.Flows.Values.Any(f => f.IsFor(flow));

    public async Task SeeAsync(IReadOnlyList<ContactSighting> sightings, CancellationToken cancellationToken)
    {
        var candidates = sightings.Where(s => s.IsNew || IsChanged(s) || registry.CountsTag(s.Worker)).ToList();
        var known = candidates.Count == 0 ? [] : await table.KeysAsync(cancellationToken);
        await SendAsync(candidates.Select(s => ItemOf(s, known)).OfType<OptOutItem>(), cancellationToken);
    }

    public Task SeeAsync(IReadOnlyList<RunWork> runs, CancellationToken cancellationToken) => SendAsync(
        from work in runs
        let run = work.Run!
        let word = options.Value.WordOf(run)
        where word is not null
        select new OptOutItem
        {
            Contact = run.Contact!.Uuid,
            Answer = new OptOutAnswer(
                word.Value,
                run.ExitedOn ?? run.ModifiedOn ?? run.CreatedOn ?? time.GetUtcNow(),
                [run.Uuid, .. work.Earlier.Keys.Select(RunKeys.RunOf)]),
        },
        cancellationToken);

    private OptOutItem? ItemOf(ContactSighting sighting, HashSet<string> known)
    {
        var isKnown = known.Contains(sighting.Worker) || (sighting.Contact is { } contact && known.Contains(OptOutTable.KeyOf(contact.Uuid)));
        var standing = sighting.Contact is null ? null : ContactStanding.Of(sighting.Contact, options.Value.GroupName);
        var bears = standing is not null
            && (sighting.IsNew ? isKnown || standing.Status == ContactStatus.Stopped || standing.IsInGroup : IsChanged(sighting));
        var tag = registry.CountsTag(sighting.Worker) && sighting.Person is { } person && (isKnown || OptOutRegistry.IsTagged(person));
        return bears || tag ? new OptOutItem { Person = sighting.Worker, Contact = sighting.Contact?.Uuid, Standing = standing } : null;
    }

    private bool IsChanged(ContactSighting sighting)
    {
        if (sighting is not { Contact: { } now, Before: { } before })
        {
            return false;
        }

        var (was, isNow) = (ContactStanding.Of(before, options.Value.GroupName), ContactStanding.Of(now, options.Value.GroupName));
        return was.Status != isNow.Status || was.IsInGroup != isNow.IsInGroup;
    }

    private async Task SendAsync(IEnumerable<OptOutItem> items, CancellationToken cancellationToken)
    {
        var order = Guid.NewGuid().ToString("N");
        var slices = queue.Writer(null, n => $"{order}-{n}");
        foreach (var item in items)
        {
            await slices.AddAsync(item, cancellationToken);
        }

        await slices.FlushAsync(cancellationToken);
    }
}
