using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Groups.Ledger;
using FhirGroup = Hl7.Fhir.Model.Group;
using RapidProGroup = Mhero.Core.RapidPro.Model.Group;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>Decides which groups of both sides belong together, which side owns each, and the present state of those that were known.</summary>
internal sealed partial class GroupOwnershipResolver(IOptions<GroupSyncOptions> options, IOptions<ContactSyncOptions> contacts, ILogger<GroupOwnershipResolver> logger)
{
    private const string NoVersion = "-";

    private GroupSyncOptions Options => options.Value;

    /// <summary>Key of a group that RapidPro owns.</summary>
    public static string KeyOf(Guid uuid) => $"rapidpro|{uuid}";

    /// <summary>Key of a group that the registry lists.</summary>
    public static string KeyOf(string id) => $"fhir|{id}";

    /// <summary>Whether a key is of a Group of the registry.</summary>
    public static bool IsRegistryGroup(string key) => key.StartsWith("fhir|", StringComparison.Ordinal);

    /// <summary>Brings the store up to date with what both sides have.</summary>
    /// <param name="store">The groups as they were known.</param>
    /// <param name="inRegistry">The registry's Groups; their members are not read.</param>
    /// <returns>Of each Group whose members count, its version; of those that no longer do, a dash.</returns>
    public Dictionary<string, string> Take(GroupStore store, IReadOnlyList<FhirGroup> inRegistry)
    {
        var registry = inRegistry.Where(g => g.Id is not null).DistinctBy(g => g.Id).ToDictionary(g => g.Id!);
        var linked = registry.Values.Where(g => UuidOf(g) is not null).ToLookup(g => UuidOf(g)!.Value);
        var lists = TakeRegistryGroups(store, registry, linked);
        LoseDeleted(store);
        TakeRapidProGroups(store, registry, linked);
        foreach (var (key, row) in store.Rows.ToList())
        {
            if (row.Uuid is { } uuid && store.InRapidPro.TryGetValue(uuid, out var group))
            {
                store.Set(key, row with { Count = group.Count });
            }
        }

        return lists;
    }

    private Dictionary<string, string> TakeRegistryGroups(GroupStore store, Dictionary<string, FhirGroup> registry, ILookup<Guid, FhirGroup> linked)
    {
        var lists = new Dictionary<string, string>();
        foreach (var group in registry.Values.Where(IsFromRegistry).Where(g => !IsRapidProOwned(store, g)).OrderBy(g => g.Id, StringComparer.Ordinal))
        {
            var key = KeyOf(group.Id!);
            var row = store.Find(key) ?? new GroupRow { Owner = GroupSource.Registry };
            if (row.Uuid is null && UuidOf(group) is { } uuid && store.RegistryKeyOf(uuid) is null && store.InRapidPro.TryGetValue(uuid, out var other) && !other.IsSmart)
            {
                // RapidPro may have owned it until the settings changed.
                store.Forget(KeyOf(uuid));
                row = row with { Uuid = uuid };
                store.Whole.Add(key);
            }

            store.Set(key, row with { Name = group.Name!, Group = group.Id });
            lists[key] = group.Meta?.VersionId ?? group.Meta?.LastUpdatedElement?.JsonValue as string ?? NoVersion;
        }

        foreach (var (key, row) in store.Rows.Where(r => IsRegistryGroup(r.Key) && !lists.ContainsKey(r.Key)).ToList())
        {
            lists[key] = NoVersion;
            if (row.Uuid is { } uuid && store.InRapidPro.TryGetValue(uuid, out var there) && IsFromRapidPro(there, linked[uuid]))
            {
                // It is not out of use: the settings give it to RapidPro, and its members stay.
                store.Forget(key);
            }
        }

        return lists;
    }

    /// <summary>A group that a person deleted in RapidPro is created again, or adopted when a person created it again.</summary>
    private void LoseDeleted(GroupStore store)
    {
        foreach (var (key, row) in store.Rows.Where(r => r.Value.Uuid is { } uuid && !store.InRapidPro.ContainsKey(uuid)).ToList())
        {
            LogLost(key);
            if (row.Owner == GroupSource.RapidPro)
            {
                store.Set(key, row with { Dirty = true, Gone = true });
            }
            else
            {
                store.Set(key, row with { Uuid = null, Creating = true });
                store.Whole.Add(key);
            }
        }
    }

    private void TakeRapidProGroups(GroupStore store, Dictionary<string, FhirGroup> registry, ILookup<Guid, FhirGroup> linked)
    {
        foreach (var group in store.InRapidPro.Values.Where(g => !g.IsSmart))
        {
            var key = KeyOf(group.Uuid);
            if (store.RegistryKeyOf(group.Uuid) is not null)
            {
                continue;
            }

            if (!IsFromRapidPro(group, linked[group.Uuid]))
            {
                Release(store, key, linked[group.Uuid]);
                continue;
            }

            var known = store.Find(key);
            var row = known ?? new GroupRow { Owner = GroupSource.RapidPro, Uuid = group.Uuid, Dirty = true };
            var candidates = linked[group.Uuid].ToList();
            if (known is null && candidates.Count == 0)
            {
                candidates = LeftOver(store, registry, group.Name);
            }

            var first = candidates.OrderBy(g => TypeOf(g) != "practitioner").ThenBy(g => g.Id, StringComparer.Ordinal).FirstOrDefault(g => TypeOf(g) != "person");
            var patients = candidates.Where(g => TypeOf(g) == "person").MinBy(g => g.Id, StringComparer.Ordinal);
            row = row with { Name = group.Name, Group = row.Group ?? first?.Id, PatientGroup = row.PatientGroup ?? patients?.Id, Gone = false };
            var edited = row.Version is not null && row.Version != VersionOf(row, registry);
            store.Set(key, row with { Dirty = row.Dirty || edited || known?.Name != group.Name });
        }
    }

    /// <summary>The settings no longer name a group of RapidPro: mHero's copy of it is out of use, a Group that mHero did not make is left alone.</summary>
    private static void Release(GroupStore store, string key, IEnumerable<FhirGroup> linked)
    {
        if (store.Find(key) is { } row && linked.Any(IsGenerated))
        {
            store.Set(key, row with { Gone = true, Dirty = true });
        }
        else
        {
            store.Forget(key);
        }
    }

    /// <summary>
    /// mHero's Groups of a group that a person deleted in RapidPro and created again under its name: references to them keep
    /// their meaning.
    /// </summary>
    private static List<FhirGroup> LeftOver(GroupStore store, Dictionary<string, FhirGroup> registry, string name)
    {
        var left = registry.Values
            .Where(g => IsGenerated(g) && UuidOf(g) is { } uuid && !store.InRapidPro.ContainsKey(uuid) && string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase))
            .GroupBy(g => UuidOf(g)!.Value)
            .MaxBy(g => g.Max(f => f.Meta?.LastUpdated))?.ToList() ?? [];
        left.ForEach(g => store.Forget(KeyOf(UuidOf(g)!.Value)));
        return left;
    }

    /// <summary>The versions of the Groups that a group of RapidPro is kept in, as the registry has them now.</summary>
    public static string VersionOf(GroupRow row, IReadOnlyDictionary<string, FhirGroup> registry) =>
        VersionOf(
            row.Group is { } id ? registry.GetValueOrDefault(id)?.Meta?.VersionId : null,
            row.PatientGroup is { } patients ? registry.GetValueOrDefault(patients)?.Meta?.VersionId : null);

    /// <summary>The versions of the two Groups of a group as one text.</summary>
    public static string VersionOf(string? practitioners, string? patients) => $"{practitioners ?? NoVersion} {patients ?? NoVersion}";

    private bool IsFromRegistry(FhirGroup group) =>
        TextNormalizer.Clean(group.Name) is not null
        && group.ActualElement?.JsonValue is not false
        && group.ActiveElement?.JsonValue is not false
        && (Has(Options.FromRegistry, group.Name!)
            || (!IsGenerated(group) && Options.FromRegistry.Contains(GroupSyncOptions.All) && TypeOf(group) == "practitioner")
            || (!IsGenerated(group) && UuidOf(group) is not null && Options.Source == GroupSource.Registry && !Options.FromRapidPro.Contains(GroupSyncOptions.All)));

    private bool IsRapidProOwned(GroupStore store, FhirGroup group) =>
        UuidOf(group) is { } uuid && !Has(Options.FromRegistry, group.Name!)
        && (store.Find(KeyOf(uuid)) is not null || (store.InRapidPro.TryGetValue(uuid, out var there) && Has(Options.FromRapidPro, there.Name)));

    private bool IsFromRapidPro(RapidProGroup group, IEnumerable<FhirGroup> linked) =>
        Has(Options.FromRapidPro, group.Name)
        || (Options.FromRapidPro.Contains(GroupSyncOptions.All) && !string.Equals(group.Name, contacts.Value.Group, StringComparison.OrdinalIgnoreCase))
        || (Options.Source == GroupSource.RapidPro && linked.Any(g => !Has(Options.FromRegistry, g.Name ?? "")));

    private static bool Has(IList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsGenerated(FhirGroup group) => group.Meta?.Tag.Any(t => t is { System: MheroSystems.Tags, Code: MheroSystems.GeneratedTag }) is true;

    private static string? TypeOf(FhirGroup group) => group.TypeElement?.JsonValue as string;

    private static Guid? UuidOf(FhirGroup group) =>
        Guid.TryParse(group.Identifier.Find(i => i.System == MheroSystems.GroupUuid)?.Value, out var uuid) ? uuid : null;

    [LoggerMessage(4070, LogLevel.Warning, "The group {Group} was deleted in RapidPro")]
    private partial void LogLost(string group);
}
