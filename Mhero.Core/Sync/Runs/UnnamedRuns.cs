using Mhero.Core.Fhir;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>
/// Matches the data of webhooks that do not name their run with the runs that RapidPro's poller shows. A contact is in
/// one run of a flow at a time, so contact, flow and the time at which the webhook came determine the run.
/// </summary>
/// <remarks>
/// An unnamed run is marked before it is written, and after it was written its run is looked for again; a named run
/// looks for marks before and after it is written. So whichever order they come in, one of them sees the other, and one
/// response remains.
/// </remarks>
internal sealed class UnnamedRuns(
    FhirGateway fhir, DocumentTable table, WriteLedger ledger, TimeProvider time, IOptions<RunSyncOptions> options)
{
    /// <summary>The partition of the marks, whose keys begin with the contact.</summary>
    public const string Marks = "unnamed-responses";

    /// <summary>A run that RapidPro has not shown by then will never come; its response stays as it is.</summary>
    private static readonly TimeSpan MarksKept = TimeSpan.FromDays(14);

    // Dozens of batches read at the same moment, and usually find none.
    private readonly SharedRead<HashSet<string>> _marks = new(() => MarkedAsync(table, time));

    /// <summary>Notes that an unnamed run is about to be written, and looks whether its run is known.</summary>
    /// <param name="work">The run as a webhook showed it; it gets its name when that is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when the known run has all of it already, and nothing is left to do.</returns>
    public async Task<bool> ResolveAsync(RunWork work, CancellationToken cancellationToken)
    {
        var mark = work.Key;
        await table.WriteAsync(Marks, [new Document(mark, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), Document.AnyVersion)], cancellationToken);
        var rows = await ledger.FindAsync(RunKeys.Partition, RunKeys.PrefixOf(work.Run!), cancellationToken);
        if (RunOf(work.Source, rows) is { } run)
        {
            if (rows.TryGetValue(mark, out var own) && own.Id != run.Value.Id)
            {
                await RemoveAsync(mark, own, cancellationToken);
            }

            await UnmarkAsync([mark], cancellationToken);
            work.Name(RunKeys.RunOf(run.Key));
            return !work.Source.IsOlderThan(run.Value.Source!);
        }

        // A second webhook of the same run has more results than the first.
        var first = rows.FirstOrDefault(r => RunKeys.IsUnnamed(r.Key) && r.Key != mark && r.Value.Source is { IsFinal: false } source && source.Size < work.Source.Size);
        if (first.Key is not null)
        {
            work.Continue(RunKeys.RunOf(first.Key));
            await UnmarkAsync([mark], cancellationToken);
        }

        return true;
    }

    /// <summary>Finds, for runs that are known by name, the responses that unnamed webhooks made of them.</summary>
    /// <param name="works">The runs.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task FindEarlierAsync(IReadOnlyList<RunWork> works, CancellationToken cancellationToken)
    {
        // As a rule there are none: then this is one request, whatever the number of runs.
        var marks = await _marks.GetAsync(cancellationToken);
        foreach (var siblings in marks.Count == 0 ? [] : works.GroupBy(w => RunKeys.PrefixOf(w.Run!)).Where(g => marks.Contains(g.Key)))
        {
            var rows = await ledger.FindAsync(RunKeys.Partition, siblings.Key, cancellationToken);
            foreach (var (key, row) in rows.Where(r => RunKeys.IsUnnamed(r.Key) && r.Value is { Source: not null, ClaimedAt: null }))
            {
                var owner = siblings.Where(w => Distance(w.Source, row.Source!) is not null).MinBy(w => Distance(w.Source, row.Source!));
                var known = RunOf(row.Source!, rows.Where(r => siblings.All(s => s.Key != r.Key)));
                if (owner is not null && (known is null || Distance(owner.Source, row.Source!) <= Distance(known.Value.Value.Source!, row.Source!)))
                {
                    owner.Earlier.TryAdd(key, row);
                }
            }
        }
    }

    /// <summary>The run is written: what stood for it before is forgotten, and a second response of it removed.</summary>
    /// <param name="work">The run.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task CloseAsync(RunWork work, CancellationToken cancellationToken)
    {
        foreach (var (key, row) in work.Earlier)
        {
            await (row.Id is not null && row.Id == work.Write!.Id
                ? ledger.ForgetAsync(RunKeys.Partition, key, cancellationToken)
                : RemoveAsync(key, row, cancellationToken));
        }

        await UnmarkAsync(work.Earlier.Keys, cancellationToken);
    }

    /// <summary>Checks, after an unnamed run was written, whether the named run has been written too; then only the named one stays.</summary>
    /// <param name="work">The run as a webhook showed it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ReleaseAsync(RunWork work, CancellationToken cancellationToken)
    {
        var rows = await ledger.FindAsync(RunKeys.Partition, RunKeys.PrefixOf(work.Run!), cancellationToken);
        if (RunOf(work.Source, rows) is { Value: { Id: { } id, ClaimedAt: null } })
        {
            if (id != work.Write!.Id)
            {
                await RemoveAsync(work.Key, new WriteRow { Id = work.Write.Id }, cancellationToken);
            }

            await UnmarkAsync([work.Key], cancellationToken);
        }
    }

    private static async Task<HashSet<string>> MarkedAsync(DocumentTable table, TimeProvider time)
    {
        var marks = new HashSet<string>(StringComparer.Ordinal);
        var old = new List<string>();
        var before = time.GetUtcNow() - MarksKept;
        await foreach (var mark in table.ScanAsync(Marks))
        {
            marks.Add(RunKeys.PrefixOf(mark.Key));
            if (DateTimeOffset.Parse(mark.Content, CultureInfo.InvariantCulture) < before)
            {
                old.Add(mark.Key);
            }
        }

        await table.DeleteAsync(Marks, old);
        return marks;
    }

    /// <summary>Removes an unnamed run's response, also one whose writer died before it could note its id.</summary>
    private async Task RemoveAsync(string key, WriteRow row, CancellationToken cancellationToken)
    {
        var ids = row.Id is { } id ? [id] : await FindIdsAsync(key, cancellationToken);
        foreach (var verdict in ids.Count == 0 ? [] : await fhir.BatchAsync([.. ids.Select(i => FhirEntry.Delete("QuestionnaireResponse", i))], cancellationToken))
        {
            if (verdict.Error is { } error)
            {
                throw error;
            }
        }

        await ledger.ForgetAsync(RunKeys.Partition, key, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> FindIdsAsync(string key, CancellationToken cancellationToken)
    {
        var search = new FhirSearch("QuestionnaireResponse").Where("identifier", MheroSystems.WebhookRun, RunKeys.RunOf(key).ToString());
        return [.. (await fhir.SearchAsync(search, cancellationToken)).Matches.Select(m => m.Id!)];
    }

    private Task UnmarkAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) => table.DeleteAsync(Marks, keys, cancellationToken);

    /// <summary>The named run, seen by the poller, to which an unnamed one belongs; null when none is known.</summary>
    private KeyValuePair<string, WriteRow>? RunOf(SourceState unnamed, IEnumerable<KeyValuePair<string, WriteRow>> rows)
    {
        var found = rows
            .Where(r => !RunKeys.IsUnnamed(r.Key) && r.Value.Source is { IsPartial: false } source && Distance(source, unnamed) is not null)
            .OrderBy(r => Distance(r.Value.Source!, unnamed)).ToList();
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>The distance between the time of a run and of a webhook: zero during the run; null when the webhook cannot be of this run.</summary>
    private TimeSpan? Distance(SourceState run, SourceState unnamed)
    {
        if (unnamed.Stamp is not { } at || (run.IsFinal && run.Size < unnamed.Size))
        {
            return null;
        }

        var before = (run.Began ?? run.Stamp) - at ?? TimeSpan.Zero;
        var after = run.IsFinal ? at - run.Stamp ?? TimeSpan.Zero : TimeSpan.Zero;
        var distance = before > after ? before : after;
        return distance > options.Value.ClockDifference ? null : distance > TimeSpan.Zero ? distance : TimeSpan.Zero;
    }
}
