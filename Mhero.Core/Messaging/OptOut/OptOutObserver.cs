using Mhero.Core.Caching;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>
/// Hears of contacts that were stopped or came back, of answers in the opt-out flows and of tags, and puts them on the queue.
/// Asks neither side anything.
/// </summary>
internal sealed class OptOutObserver(
    WorkQueue<OptOutItem> queue, OptOutTable table, OptOutRegistry registry, FlowLinks links, IOptions<OptOutOptions> options, TimeProvider time) : IContactObserver, IAnswerObserver
{
    public IEnumerable<string> Groups => options.Value.GroupName is { } group ? [group] : [];

    public async Task NotifyAsync(IReadOnlyList<ContactObservation> observations, CancellationToken cancellationToken)
    {
        var candidates = observations.Where(s => s.IsNew || IsModified(s) || registry.CountsTag(s.Worker)).ToList();
        var known = candidates.Count == 0 ? [] : await table.KeysAsync(cancellationToken);
        await SendAsync(candidates.Select(s => ItemOf(s, known)).OfType<OptOutItem>(), cancellationToken);
    }

    public async Task NotifyAsync(IReadOnlyList<RunWork> runs, CancellationToken cancellationToken)
    {
        var flows = await FlowsAsync(cancellationToken);
        var items =
            from work in runs
            let run = work.Run!
            let word = OptOutOptions.WordOf(run, flows)
            where word is not null
            select new OptOutItem
            {
                Contact = run.Contact!.Uuid,
                Answer = new OptOutAnswer(
                    word.Value,
                    run.ExitedOn ?? run.ModifiedOn ?? run.CreatedOn ?? time.GetUtcNow(),
                    [run.Uuid, .. work.Earlier.Keys.Select(RunKeys.RunOf)]),
            };
        await SendAsync(items, cancellationToken);
    }

    /// <summary>The flows of the settings, each with the UUID of the flow that had the name when the flows were last read: it may have another name now.</summary>
    private async Task<List<(OptOutFlow Flow, Guid? Linked)>> FlowsAsync(CancellationToken cancellationToken)
    {
        var flows = new List<(OptOutFlow Flow, Guid? Linked)>();
        foreach (var flow in options.Value.Flows.Values)
        {
            flows.Add((flow, flow.IsNamed ? (await links.RecallAsync(flow.Flow, cancellationToken))?.Flow : null));
        }

        return flows;
    }

    private OptOutItem? ItemOf(ContactObservation observation, HashSet<string> known)
    {
        var isKnown = known.Contains(observation.Worker) || (observation.Contact is { } contact && known.Contains(OptOutTable.KeyOf(contact.Uuid)));
        var standing = observation.Contact is null ? null : ContactState.Of(observation.Contact, options.Value.GroupName);
        var bears = standing is not null
            && (observation.IsNew ? isKnown || standing.Status == ContactStatus.Stopped || standing.IsInGroup : IsChanged(observation) || (isKnown && IsModified(observation)));
        var tag = registry.CountsTag(observation.Worker) && observation.Person is { } person && (isKnown || OptOutRegistry.IsTagged(person));
        return bears || tag ? new OptOutItem { Person = observation.Worker, Contact = observation.Contact?.Uuid, Standing = standing } : null;
    }

    /// <summary>
    /// Whether RapidPro changed the contact at all. The group of a known person may have been changed by mHero and back by a person, and then looks as it was.
    /// </summary>
    private static bool IsModified(ContactObservation observation) => observation is { Contact: { } now, Before: { } before } && now.ModifiedOn != before.ModifiedOn;

    private bool IsChanged(ContactObservation observation)
    {
        if (observation is not { Contact: { } now, Before: { } before })
        {
            return false;
        }

        var (was, isNow) = (ContactState.Of(before, options.Value.GroupName), ContactState.Of(now, options.Value.GroupName));
        return was.Status != isNow.Status || was.IsInGroup != isNow.IsInGroup;
    }

    private async Task SendAsync(IEnumerable<OptOutItem> items, CancellationToken cancellationToken)
    {
        var order = Guid.NewGuid().ToString("N");
        var batches = queue.Writer(null, n => $"{order}-{n}");
        foreach (var item in items)
        {
            await batches.AddAsync(item, cancellationToken);
        }

        await batches.FlushAsync(cancellationToken);
    }
}
