using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>Reads the members of the registry's Groups and the results of the rules' searches.</summary>
internal sealed class RegistryGroupReader(FhirGateway fhir, GroupLedger ledger)
{
    /// <summary>The registry's Groups without their members, as far as the server leaves those out.</summary>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<List<Group>> GroupsAsync(CancellationToken cancellationToken)
    {
        var groups = new List<Group>();
        var search = new FhirSearch("Group").With("_elements", "id,meta,identifier,active,type,actual,name");
        await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
        {
            groups.AddRange(page.Matches.OfType<Group>());
        }

        groups.ForEach(g => g.Member = []);
        return groups;
    }

    /// <summary>The members of a Group: workers, and the workers whose roles it lists.</summary>
    /// <param name="id">The Group; one that was deleted has no members.</param>
    /// <param name="work">Counts members that mHero cannot follow, such as other Groups.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<HashSet<string>> MembersOfAsync(string id, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        var members = new HashSet<string>();
        var roles = new List<string>();
        var group = await fhir.ReadAsync<Group>(id, cancellationToken);
        foreach (var member in (group?.Member ?? []).Where(m => m.InactiveElement?.JsonValue is not true))
        {
            switch (ResourceLocation.Parse(member.Entity?.Reference))
            {
                case ("PractitionerRole", { } role, _):
                    roles.Add(role);
                    break;
                case ({ } type, { } worker, _) when WorkerTypes.IsWorker(type):
                    members.Add($"{type}/{worker}");
                    break;
                default:
                    work.Counts = work.Counts.Add(SyncCounts.Issues);
                    break;
            }
        }

        members.UnionWith((await fhir.ReadManyAsync<PractitionerRole>(roles, cancellationToken)).Select(WorkerOf).OfType<string>());
        return members;
    }

    /// <summary>The workers that a rule's search finds.</summary>
    public async Task<HashSet<string>> FindAsync(string search, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>();
        var query = GroupSyncOptions.SearchOf(search)!;
        query = query.Has("_elements") ? query : query.With("_elements", query.Type == "PractitionerRole" ? "id,practitioner" : "id");
        await foreach (var page in fhir.SearchPagesAsync(query, cancellationToken))
        {
            found.UnionWith(page.Matches.Select(r => r is PractitionerRole role ? WorkerOf(role) : $"{r.TypeName}/{r.Id}").OfType<string>());
        }

        return found;
    }

    /// <summary>A hash that distinguishes sets of workers.</summary>
    public static string HashOf(IEnumerable<string> workers) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', workers.Order(StringComparer.Ordinal)))).AsSpan(0, 16));

    /// <summary>Notes the present members of lists.</summary>
    /// <param name="lists">The lists that changed, each with all its members.</param>
    /// <param name="cancellationToken">Cancels; to be done again then.</param>
    /// <returns>The rows of the workers whom a list added or removed.</returns>
    public async Task<Dictionary<string, WorkerGroupsRow>> ApplyAsync(IReadOnlyDictionary<string, HashSet<string>> lists, CancellationToken cancellationToken)
    {
        var changed = lists.Values.SelectMany(m => m).ToHashSet();
        await foreach (var (reference, row) in ledger.Workers.AllAsync(cancellationToken))
        {
            if (lists.All(l => l.Value.Contains(reference) == row.Lists.Contains(l.Key)))
            {
                changed.Remove(reference);
            }
            else
            {
                changed.Add(reference);
            }
        }

        return await ledger.Workers.ChangeAsync(
            changed,
            (reference, row) =>
            {
                var holds = lists.Where(l => l.Value.Contains(reference)).Select(l => l.Key).ToList();
                return (row ?? new()) with
                {
                    Lists = [.. (row?.Lists ?? []).Where(l => !lists.ContainsKey(l)).Concat(holds).Order(StringComparer.Ordinal)],
                    Wanted = row?.Gone is true ? [] : [.. (row?.Wanted ?? []).Where(l => !lists.ContainsKey(l)).Concat(holds.Where(l => !GroupRules.IsSearchList(l))).Order(StringComparer.Ordinal)],
                };
            },
            cancellationToken);
    }

    private static string? WorkerOf(PractitionerRole role) =>
        ResourceLocation.Parse(role.Practitioner?.Reference) is ("Practitioner", { } id, _) ? $"Practitioner/{id}" : null;
}
