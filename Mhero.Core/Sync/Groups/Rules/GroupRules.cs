using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Profiles.Elements;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Groups.Rules;

/// <summary>Finds the groups to which a worker belongs by the rules. Pure.</summary>
internal sealed class GroupRules
{
    private const string KeyPrefix = "rule|";
    private const string ListPrefix = "search|";
    private const int MaxKeyLength = 200;

    private readonly List<(string Id, GroupRule Rule, List<string> Placeholders)> _rules;
    private readonly RuleValues _values;

    public GroupRules(GroupSyncOptions options, ContactMappingOptions mapping)
    {
        _rules = [.. options.Rules.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key.ToLowerInvariant(), r.Value, NameTemplate.PlaceholdersOf(r.Value.Name).ToList()))];
        _values = new(mapping);
        Hash = HashOf(SyncJson.Write(options.Rules.OrderBy(r => r.Key, StringComparer.Ordinal).ToList()) + SyncJson.Write(mapping.MappedFields.OrderBy(f => f.Key, StringComparer.Ordinal).ToList()));
    }

    /// <summary>A hash that distinguishes sets of rules.</summary>
    public string Hash { get; }

    public bool IsEmpty => _rules.Count == 0;

    /// <summary>The rules that a search narrows: the key of its list, and the search.</summary>
    public IEnumerable<(string List, string Search)> Searches =>
        _rules.Where(r => !string.IsNullOrWhiteSpace(r.Rule.Search)).Select(r => (ListPrefix + r.Id, r.Rule.Search!));

    /// <summary>Whether a key is of a group that a rule makes.</summary>
    public static bool IsRuleKey(string key) => key.StartsWith(KeyPrefix, StringComparison.Ordinal);

    /// <summary>Whether a key is of a search's list.</summary>
    public static bool IsSearchList(string list) => list.StartsWith(ListPrefix, StringComparison.Ordinal);

    /// <summary>The prefix of the keys of a search's groups.</summary>
    public static string PrefixOfList(string list) => $"{KeyPrefix}{list[ListPrefix.Length..]}|";

    /// <summary>The suffix that distinguishes groups of the same name: the last of the codes of the group's key.</summary>
    public static string DistinctionOf(string key) => key.Split('|')[^1];

    /// <summary>The groups of a worker.</summary>
    /// <param name="worker">The worker's reference.</param>
    /// <param name="roles">The worker's roles; those that are over or not active do not count.</param>
    /// <param name="places">The places that they name, with what these are part of.</param>
    /// <param name="today">The day.</param>
    /// <param name="lists">The searches that found the worker.</param>
    public List<RuleGroup> Of(string worker, IReadOnlyList<PractitionerRole> roles, PlaceIndex places, DateOnly today, IReadOnlyCollection<string> lists)
    {
        var found = new List<RuleGroup>();
        var active = roles.Where(r => r.Active != false && Periods.Covers(r.Period, today)).Select(r => _values.Of(r, places)).ToList();
        var isPractitioner = worker.StartsWith("Practitioner/", StringComparison.Ordinal);
        foreach (var (id, rule, placeholders) in _rules.Where(r => string.IsNullOrWhiteSpace(r.Rule.Search) ? isPractitioner : lists.Contains(ListPrefix + r.Id)))
        {
            // A rule without placeholders is one group for all, also for those who have no role.
            var combinations = placeholders.Count == 0 ? [[]] : active.SelectMany(values => Combine(placeholders, values));
            foreach (var values in combinations)
            {
                found.Add(new(KeyOf(id, placeholders.Select(p => values[p].Code)), NameTemplate.Fill(rule.Name, values)));
            }
        }

        return [.. found.DistinctBy(g => g.Key)];
    }

    private static IEnumerable<Dictionary<string, RuleValue>> Combine(IReadOnlyList<string> placeholders, Dictionary<string, List<RuleValue>> values)
    {
        IEnumerable<Dictionary<string, RuleValue>> combinations = [[]];
        foreach (var placeholder in placeholders)
        {
            var choices = values.GetValueOrDefault(placeholder) ?? [];
            combinations = combinations.SelectMany(c => choices.Select(v => new Dictionary<string, RuleValue>(c) { [placeholder] = v }));
        }

        return combinations;
    }

    private static string KeyOf(string id, IEnumerable<string> codes)
    {
        var key = $"{KeyPrefix}{id}|{string.Join('|', codes.Select(c => c.Replace('|', '/')))}";
        return key.Length <= MaxKeyLength ? key : $"{KeyPrefix}{id}|{HashOf(key)}";
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
