using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Directories;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Groups.Feeds;

/// <summary>Holds workers against the rules, a hundred at a time, and their contacts against what came of it.</summary>
internal sealed class WorkerEvaluation(FhirGateway fhir, GroupLedger ledger, PlaceDirectory places, GroupRules rules, TimeProvider time)
{
    private const int Chunk = 100;

    /// <summary>Holds workers against the rules.</summary>
    /// <param name="workers">References of workers; only Practitioners have roles and so groups by rule.</param>
    /// <param name="book">Takes groups that are new or have another name.</param>
    /// <param name="work">Takes what is to be looked at.</param>
    /// <param name="cancellationToken">Stops between two hundreds.</param>
    public async Task EvaluateAsync(IEnumerable<string> workers, GroupBook book, GroupWorklist work, CancellationToken cancellationToken)
    {
        foreach (var chunk in workers.Where(w => w.StartsWith("Practitioner/", StringComparison.Ordinal)).Chunk(Chunk))
        {
            var people = (await fhir.ReadManyAsync<Practitioner>([.. chunk.Select(w => w.Split('/')[1])], cancellationToken)).ToDictionary(p => $"Practitioner/{p.Id}");
            var roles = await RolesOfAsync(chunk, cancellationToken);
            var known = await places.LoadAsync(roles.SelectMany(r => r).SelectMany(r => r.Location).Select(l => l.Reference), [], cancellationToken);
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var groups = new Dictionary<string, string>();
            var rows = await ledger.ChangeWorkersAsync(
                chunk,
                (reference, row) =>
                {
                    var active = people.TryGetValue(reference, out var person) && person.ActiveElement?.JsonValue is not false;
                    var found = active ? rules.Of([.. roles[reference]], known, today, row?.Lists ?? []) : [];
                    found.ForEach(g => groups[g.Key] = g.Name);
                    var after = (row ?? new()) with
                    {
                        Wanted = [.. (row?.Wanted ?? []).Where(k => !GroupRules.IsRuleKey(k)).Concat(found.Select(g => g.Key)).Order(StringComparer.Ordinal)],
                        Places = [.. roles[reference].SelectMany(r => RuleValues.PlacesOf(r, known)).Distinct().Order(StringComparer.Ordinal)],
                    };
                    return row is null && after is { Wanted.Count: 0, Places.Count: 0 } ? null : after;
                },
                cancellationToken);
            foreach (var (key, name) in groups)
            {
                book.Set(key, (book.Find(key) ?? new GroupRow { Owner = GroupSource.Registry }) with { Name = name });
            }

            await CompareAsync(rows, work, cancellationToken);
        }
    }

    /// <summary>Holds the contacts of workers against the groups that they belong to.</summary>
    public async Task CompareAsync(IReadOnlyDictionary<string, WorkerGroupsRow> workers, GroupWorklist work, CancellationToken cancellationToken)
    {
        var members = await ledger.FindMembersAsync(workers.Values.Select(w => w.Contact).OfType<Guid>(), cancellationToken);
        foreach (var row in workers.Values)
        {
            if (row.Contact is { } contact && members.TryGetValue(contact, out var member))
            {
                work.Compare(contact, member, row.Wanted);
            }
            else
            {
                work.Counts = work.Counts.Add(SyncCounts.MembersPending, row.Wanted.Count);
            }
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
}
