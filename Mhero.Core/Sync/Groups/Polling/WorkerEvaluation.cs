using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Profiles.Elements;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>Checks workers against the rules, and their contacts against the result.</summary>
internal sealed partial class WorkerEvaluation(
    FhirGateway fhir, GroupLedger ledger, PlaceCache places, GroupRules rules, TimeProvider time, ILogger<WorkerEvaluation> logger)
{
    // What one request to the registry can name.
    private const int Chunk = 100;

    // Workers whose roles are in memory at once.
    private const int Batch = 500;

    // The ledger of contacts is cheaper by the thousand.
    private const int CompareFrom = 2_000;

    /// <summary>Holds workers against the rules.</summary>
    /// <param name="workers">References of workers. Only Practitioners have roles; others are in groups by search alone.</param>
    /// <param name="store">Takes groups that are new or have another name.</param>
    /// <param name="work">Receives the memberships to check.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    public async Task EvaluateAsync(IEnumerable<string> workers, GroupStore store, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        var open = new Dictionary<string, WorkerGroupsRow>();
        foreach (var batch in GroupLedger.InOrder(workers).Chunk(Batch))
        {
            var facts = new Dictionary<string, (bool Active, List<PractitionerRole> Roles, PlaceIndex Places)>();
            foreach (var chunk in batch.Where(w => WorkerTypes.Split(w)?.Type == WorkerTypes.Practitioner).Chunk(Chunk))
            {
                await ReadAsync(chunk, facts, cancellationToken);
            }

            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var groups = new Dictionary<string, string>();
            var unreadable = new HashSet<string>();
            var rows = await ledger.Workers.ChangeAsync(
                batch,
                (reference, row) =>
                {
                    var fact = facts.TryGetValue(reference, out var known) ? known : (Active: true, Roles: [], Places: PlaceIndex.Empty);
                    try
                    {
                        return RowOf(reference, row, facts.ContainsKey(reference), fact.Active, fact.Roles, fact.Places, today, groups);
                    }
#pragma warning disable CA1031 // Whatever a record makes the rules throw, it costs no other worker, and the worker stays in the groups.
                    catch (Exception fault)
#pragma warning restore CA1031
                    {
                        if (unreadable.Add(reference))
                        {
                            LogUnreadable(SyncCodes.RecordUnreadable, reference, RecordFault.PathOf(fault, fact.Roles), fault.GetType().Name);
                        }

                        return row;
                    }
                },
                cancellationToken);
            work.Counts = work.Counts.Add(SyncCounts.Issues, unreadable.Count);
            foreach (var (key, name) in groups)
            {
                store.Set(key, (store.Find(key) ?? new GroupRow { Owner = GroupSource.Registry }) with { Name = name });
            }

            foreach (var (reference, row) in rows)
            {
                open[reference] = row;
            }

            if (open.Count >= CompareFrom)
            {
                await CompareAsync(open, work, cancellationToken);
                open.Clear();
            }
        }

        await CompareAsync(open, work, cancellationToken);
    }

    private WorkerGroupsRow? RowOf(
        string reference, WorkerGroupsRow? row, bool isKnown, bool isActive, List<PractitionerRole> roles, PlaceIndex known, DateOnly today, Dictionary<string, string> groups)
    {
        var found = isActive ? rules.Of(reference, roles, known, today, row?.Lists ?? []) : [];
        var isGone = row?.Gone is true && !isKnown;
        var others = row?.Gone is true ? row.Lists.Where(l => !GroupRules.IsSearchList(l)) : row?.Wanted ?? [];
        var after = (row ?? new()) with
        {
            Gone = isGone,
            Wanted = isGone ? [] : [.. others.Where(k => !GroupRules.IsRuleKey(k)).Concat(found.Select(g => g.Key)).Order(StringComparer.Ordinal)],
            Turns = roles.Select(r => Periods.NextTurn(r.Period, today)).Min(),
            Places = [.. roles.SelectMany(r => RuleValues.PlacesOf(r, known)).Distinct().Order(StringComparer.Ordinal)],
        };
        found.ForEach(g => groups[g.Key] = g.Name);
        return row is null && after is { Wanted.Count: 0, Places.Count: 0, Turns: null } ? null : after;
    }

    /// <summary>Holds the contacts of workers against the groups that they belong to.</summary>
    public async Task CompareAsync(IReadOnlyDictionary<string, WorkerGroupsRow> workers, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        var members = await ledger.FindMembersAsync(workers.Values.Select(w => w.Contact).OfType<Guid>(), cancellationToken);
        foreach (var (reference, row) in workers)
        {
            if (row.Contact is { } contact && members.TryGetValue(contact, out var member) && member.Worker == reference)
            {
                work.Compare(contact, member, row.Wanted);
                work.NoteKeptOut(member, row.Wanted);
            }
            else
            {
                work.NotePending(reference, row.Wanted.Count);
            }
        }
    }

    private async Task ReadAsync(
        string[] workers, Dictionary<string, (bool Active, List<PractitionerRole> Roles, PlaceIndex Places)> facts, CancellationToken cancellationToken)
    {
        var people = (await fhir.ReadPresentAsync<Practitioner>([.. workers.Select(w => w.Split('/')[1])], cancellationToken)).ToDictionary(p => $"Practitioner/{p.Id}");
        var roles = await RolesOfAsync(workers, cancellationToken);
        var known = await places.LoadAsync(roles.SelectMany(r => r).SelectMany(PlaceIndex.ReferencesOf), [], cancellationToken);
        foreach (var worker in workers)
        {
            facts[worker] = (people.TryGetValue(worker, out var person) && person.ActiveElement?.JsonValue is not false, [.. roles[worker]], known);
        }
    }

    private async Task<ILookup<string, PractitionerRole>> RolesOfAsync(IReadOnlyCollection<string> workers, CancellationToken cancellationToken)
    {
        var roles = new List<PractitionerRole>();
        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("PractitionerRole").WhereAny("practitioner", workers), cancellationToken))
        {
            roles.AddRange(page.Matches.OfType<PractitionerRole>());
        }

        return roles.DistinctBy(r => r.Id)
            .ToLookup(r => ResourceLocation.Parse(r.Practitioner?.Reference) is (_, { } id, _) ? $"Practitioner/{id}" : "");
    }

    [LoggerMessage(4079, LogLevel.Warning, "{Code}: the groups of {Worker} stay as they are, since its roles or their places cannot be read at {Path} ({Error}): correct the record in the registry")]
    private partial void LogUnreadable(string code, string worker, string path, string error);
}
