using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>
/// Takes one batch from the queue through its stages: the persons, the state of both sides, the decisions, the writes to the registry,
/// then those to RapidPro.
/// </summary>
internal sealed class OptOutBatchHandler(
    OptOutLoader loader,
    OptOutTable table,
    OptOutRegistry registry,
    OptOutGroup group,
    OptOutReport report,
    WorkQueue<OptOutItem> queue,
    IOptions<OptOutOptions> options,
    TimeProvider time)
    : IBatchHandler<OptOutItem>
{
    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(1);

    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<OptOutItem> message, CancellationToken cancellationToken)
    {
        var works = message.Items.Select(i => new Work<OptOutItem>(i)).ToList();
        try
        {
            await HandleAsync(await loader.LoadAsync(works, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is FhirException or RapidProException or TimeoutException)
        {
            foreach (var work in works.Where(w => w.IsOpen))
            {
                work.Fail(e);
            }
        }

        await queue.SettleAsync(message, works, OutcomeCounts.Flags.Failed, cancellationToken);
    }

    private async Task HandleAsync(List<OptOutCase> cases, CancellationToken cancellationToken)
    {
        SkipClaimed(cases);
        List<OptOutCase> open = [.. cases.Where(c => c.IsOpen)];
        await registry.ReadAsync(open, cancellationToken);
        var rules = new OptOutRules(options.Value.GroupName is not null, options.Value.ClockDifference);
        foreach (var one in open)
        {
            var decision = rules.Decide(one.Row.Row, one.Contact, await NewsOfAsync(one, rules, cancellationToken), one.Marks, time.GetUtcNow());
            var active = one.Flags.Where(OptOutFlags.IsActive).Select(f => f.Id!).ToList();
            one.Decision = decision with { Row = decision.Row with { Flags = !decision.Row.HasFlag ? [] : active.Count > 0 ? active : one.Row.Row.Flags } };
        }

        await ClaimAsync(open, cancellationToken);
        try
        {
            await registry.WriteAsync(open, cancellationToken);
            await group.WriteAsync(open, cancellationToken);
        }
        catch (Exception e) when (e is FhirException or RapidProException or TimeoutException)
        {
            foreach (var one in open.Where(c => c.IsOpen))
            {
                one.Fail(e);
            }
        }

        await CommitAsync(open, cancellationToken);
    }

    /// <summary>The news about a person. An unclear state of the contact is replaced by what RapidPro shows now.</summary>
    private async Task<IEnumerable<OptOutItem>> NewsOfAsync(OptOutCase one, OptOutRules rules, CancellationToken cancellationToken)
    {
        List<OptOutItem> news = [.. one.Works.Select(w => w.Item)];
        if (one.Standing is { } standing)
        {
            news.Add(new OptOutItem { Standing = standing });
        }

        if (!news.Exists(i => i.Standing is { } state && rules.IsUnclear(one.Row.Row, one.Contact, state)))
        {
            return news;
        }

        var current = await group.ReadAsync(one.Contact!.Value, cancellationToken);
        return [.. news.Where(i => i.Standing is null), .. current is null ? Array.Empty<OptOutItem>() : [new OptOutItem { Standing = current }]];
    }

    private void SkipClaimed(List<OptOutCase> cases)
    {
        foreach (var one in cases.Where(c => Claim.Holds(c.Row.Row.ClaimedAt, time.GetUtcNow())))
        {
            one.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another batch is handling the same person.", BusyDelay);
        }
    }

    /// <summary>Notes what is about to be written, so that no second batch writes it too.</summary>
    private async Task ClaimAsync(List<OptOutCase> cases, CancellationToken cancellationToken)
    {
        List<OptOutCase> writing = [.. cases.Where(c => c.Decision!.Writes)];
        var now = time.GetUtcNow();
        var versions = await table.WriteAsync(writing.Select(c => (c.Key, c.Row.Row with { ClaimedAt = now }, c.Row.Version)), cancellationToken);
        foreach (var one in writing)
        {
            if (versions[one.Key] is { } version)
            {
                (one.Row, one.IsClaimed) = (new(one.Row.Row, version), true);
            }
            else
            {
                one.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another batch is handling the same person.", BusyDelay);
            }
        }
    }

    private async Task CommitAsync(List<OptOutCase> cases, CancellationToken cancellationToken)
    {
        var rows = new List<(string Key, OptOutRow Row, string? Version)>();
        foreach (var one in cases)
        {
            var after = one.Decision!.Row;
            if (!one.IsOpen && one.IsClaimed)
            {
                // It failed: the claim is released, and the next attempt decides again.
                rows.Add((one.Key, one.Row.Row with { ClaimedAt = null }, one.Row.Version));
            }
            else if (one.IsOpen && (one.Decision.Writes || Differs(one.Row.Row, after)) && (one.Row.Version is not null || after.IsOut || after.Runs.Count > 0))
            {
                rows.Add((one.Key, after, one.Row.Version));
            }
        }

        var versions = await table.WriteAsync(rows, cancellationToken);
        foreach (var one in cases.Where(c => c.IsOpen))
        {
            if (versions.TryGetValue(one.Key, out var version) && version is null)
            {
                one.Finish(ItemState.Retry, SyncCodes.Overtaken, "Another writer changed the row.", BusyDelay);
                continue;
            }

            await report.AddAsync(one, cancellationToken);
            one.Finish(ItemState.Done);
        }

        await table.DeleteAsync([.. cases.Where(c => c.Works.All(w => w.State == ItemState.Done)).Select(c => c.Inherits).OfType<string>()], cancellationToken);
    }

    /// <summary>Records compare their lists by reference.</summary>
    private static bool Differs(OptOutRow one, OptOutRow other) => SyncJson.Write(one) != SyncJson.Write(other);
}
