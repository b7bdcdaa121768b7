using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>
/// Takes one batch from the queue through its stages: the persons, the state of both sides, the decisions, the writes to the registry,
/// then those to RapidPro.
/// </summary>
internal sealed partial class OptOutBatchHandler(
    OptOutTable table,
    OptOutRegistry registry,
    OptOutGroup group,
    ContactLedger ledger,
    PractitionerCache linkedPractitioners,
    Conflicts conflicts,
    WorkQueue<OptOutItem> queue,
    IOptions<OptOutOptions> options,
    TimeProvider time,
    ILogger<OptOutBatchHandler> logger)
    : IBatchHandler<OptOutItem>
{
    private const string Attribute = "messages";

    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(1);

    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<OptOutItem> message, CancellationToken cancellationToken)
    {
        var works = message.Items.Select(i => new Work<OptOutItem>(i)).ToList();
        try
        {
            await HandleAsync(await LoadAsync(works, cancellationToken), cancellationToken);
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
            var heard = one.Works.Select(w => w.Item);
            heard = one.Standing is { } standing ? heard.Append(new OptOutItem { Standing = standing }) : heard;
            one.Decision = rules.Decide(one.Row.Row, one.Contact, heard, one.Marks, time.GetUtcNow());
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

    /// <summary>Finds the person of each item, and the person's row.</summary>
    private async Task<List<OptOutCase>> LoadAsync(List<Work<OptOutItem>> works, CancellationToken cancellationToken)
    {
        List<Guid> strangers = [.. works.Where(w => w.Item.Person is null).Select(w => w.Item.Contact).OfType<Guid>().Distinct()];
        var people = (await ledger.FindContactsAsync(strangers, cancellationToken))
            .Where(r => r.Value.Row.Worker is not null).ToDictionary(r => r.Key, r => r.Value.Row.Worker!);
        foreach (var (contact, linkedPractitioner) in await linkedPractitioners.FindWorkersAsync(strangers.Where(s => !people.ContainsKey(s)), cancellationToken))
        {
            people[contact] = linkedPractitioner.Reference;
        }

        foreach (var work in works.Where(w => w.Item.Person is null))
        {
            if (work.Item.Contact is null)
            {
                work.Finish(ItemState.Skipped, SyncCodes.NobodyThere, "The item names no known person or contact.");
            }
            else if (!people.ContainsKey(work.Item.Contact.Value) && work.Item.Waits < options.Value.ContactWaits)
            {
                // The run sync has had the contact synced; its worker may be in the making.
                work.Finish(ItemState.Postponed, SyncCodes.ContactUnknown, "The registry does not know the contact yet.");
            }
        }

        var cases = works.Where(w => w.IsOpen)
            .GroupBy(w => w.Item.Person ?? people.GetValueOrDefault(w.Item.Contact!.Value) ?? OptOutTable.KeyOf(w.Item.Contact!.Value))
            .Select(g => new OptOutCase(g.Key, [.. g])).ToList();
        await LoadContactsAsync(cases, cancellationToken);
        await LoadRowsAsync(cases, cancellationToken);
        return cases;
    }

    private async Task LoadContactsAsync(List<OptOutCase> cases, CancellationToken cancellationToken)
    {
        var workers = await ledger.FindWorkersAsync(cases.Select(c => c.Person).OfType<string>(), cancellationToken);
        foreach (var one in cases)
        {
            one.Contact = (one.Person is null ? null : workers.GetValueOrDefault(one.Person).Row?.Contact)
                ?? one.Works.Select(w => w.Item.Contact).LastOrDefault(c => c is not null);
        }

        var contacts = await ledger.FindContactsAsync(cases.Select(c => c.Contact).OfType<Guid>(), cancellationToken);
        foreach (var one in cases.Where(c => c.Contact is not null))
        {
            one.Standing = contacts.TryGetValue(one.Contact!.Value, out var row) ? ContactState.Of(row.Row.Contact, options.Value.GroupName) : null;
        }
    }

    private async Task LoadRowsAsync(List<OptOutCase> cases, CancellationToken cancellationToken)
    {
        var contactKeys = cases.Where(c => c is { Person: not null, Contact: not null }).ToDictionary(c => c.Key, c => OptOutTable.KeyOf(c.Contact!.Value));
        var rows = await table.FindAsync([.. cases.Select(c => c.Key).Concat(contactKeys.Values).Distinct()], cancellationToken);
        foreach (var one in cases)
        {
            if (rows.TryGetValue(one.Key, out var row))
            {
                one.Row = row;
            }

            if (contactKeys.TryGetValue(one.Key, out var former) && rows.TryGetValue(former, out var earlier))
            {
                // The contact's worker has become known: the contact's answers count, unless later ones exist.
                one.Inherits = former;
                one.Row = one.Row.Row.SaidAt >= earlier.Row.SaidAt ? one.Row
                    : new(earlier.Row with { HasFlag = one.Row.Row.HasFlag, HasTag = one.Row.Row.HasTag, ClaimedAt = one.Row.Row.ClaimedAt }, one.Row.Version);
            }
        }
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

            await ReportAsync(one, cancellationToken);
            one.Finish(ItemState.Done);
        }

        await table.DeleteAsync([.. cases.Where(c => c.Works.All(w => w.State == ItemState.Done)).Select(c => c.Inherits).OfType<string>()], cancellationToken);
    }

    private async Task ReportAsync(OptOutCase one, CancellationToken cancellationToken)
    {
        var decision = one.Decision!;
        if (decision.Row.IsOut != one.Row.Row.IsOut)
        {
            LogChanged(one.Key, decision.Row.IsOut ? "out" : "in", decision.Row.Cause?.ToString() ?? "-");
        }

        if (decision.IsConflict || decision.IsStillStopped)
        {
            var theirs = decision.RegistrySaid is true ? "wanted" : decision.Row.Status == ContactStatus.Stopped ? "stopped" : "not wanted";
            var winner = decision.RegistrySaid == decision.Row.IsOut ? MergeSide.Registry : MergeSide.RapidPro;
            await conflicts.RecordAsync(one.Key, [new MergeConflict(Attribute, decision.RegistrySaid is true ? "not wanted" : "wanted", theirs, winner)], cancellationToken);
            one.Count(SyncCounts.Empty.Add(SyncCounts.Conflicts));
        }
    }

    /// <summary>Records compare their lists by reference.</summary>
    private static bool Differs(OptOutRow one, OptOutRow other) => SyncJson.Write(one) != SyncJson.Write(other);

    [LoggerMessage(5052, LogLevel.Information, "{Person} is {State} now ({Cause})")]
    private partial void LogChanged(string person, string state, string cause);
}
