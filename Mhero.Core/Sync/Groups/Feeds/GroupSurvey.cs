using Mhero.Core.Fhir;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Groups.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using FhirGroup = Hl7.Fhir.Model.Group;
using RapidProGroup = Mhero.Core.RapidPro.Model.Group;

namespace Mhero.Core.Sync.Groups.Feeds;

/// <summary>Decides which groups of both sides belong together, which side owns each, and the present state of those that were known.</summary>
internal sealed partial class GroupSurvey(IOptions<GroupSyncOptions> options, IOptions<ContactSyncOptions> contacts, ILogger<GroupSurvey> logger)
{
    private const string NoVersion = "-";

    private GroupSyncOptions Options => options.Value;

    /// <summary>Key of a group that RapidPro owns.</summary>
    public static string KeyOf(Guid uuid) => $"rapidpro|{uuid}";

    /// <summary>Key of a group that the registry lists.</summary>
    public static string KeyOf(string id) => $"fhir|{id}";

    /// <summary>Whether a key is of a Group of the registry.</summary>
    public static bool IsRegistryGroup(string key) => key.StartsWith("fhir|", StringComparison.Ordinal);

    /// <summary>Brings the book up to date with what both sides have.</summary>
    /// <param name="book">The groups as they were known.</param>
    /// <param name="inRegistry">The registry's Groups; their members are not read.</param>
    /// <returns>Of each Group whose members count, its version; of those that no longer do, a dash.</returns>
    public Dictionary<string, string> Take(GroupBook book, IReadOnlyList<FhirGroup> inRegistry)
    {
        var registry = inRegistry.Where(g => g.Id is not null).DistinctBy(g => g.Id).ToDictionary(g => g.Id!);
        var tied = registry.Values.Where(g => UuidOf(g) is not null).ToLookup(g => UuidOf(g)!.Value);
        var lists = TakeRegistryGroups(book, registry, tied);
        LoseDeleted(book);
        TakeRapidProGroups(book, registry, tied);
        foreach (var (key, row) in book.Rows.ToList())
        {
            if (row.Uuid is { } uuid && book.InRapidPro.TryGetValue(uuid, out var group))
            {
                book.Set(key, row with { Count = group.Count });
            }
        }

        return lists;
    }

    private Dictionary<string, string> TakeRegistryGroups(GroupBook book, Dictionary<string, FhirGroup> registry, ILookup<Guid, FhirGroup> tied)
    {
        var lists = new Dictionary<string, string>();
        foreach (var group in registry.Values.Where(IsFromRegistry).Where(g => !IsRapidProOwned(book, g)).OrderBy(g => g.Id, StringComparer.Ordinal))
        {
            var key = KeyOf(group.Id!);
            var row = book.Find(key) ?? new GroupRow { Owner = GroupSource.Registry };
            if (row.Uuid is null && UuidOf(group) is { } uuid && book.RegistryKeyOf(uuid) is null && book.InRapidPro.TryGetValue(uuid, out var other) && !other.IsSmart)
            {
                // RapidPro may have owned it until the settings changed.
                book.Forget(KeyOf(uuid));
                row = row with { Uuid = uuid };
                book.Whole.Add(key);
            }

            book.Set(key, row with { Name = group.Name!, Group = group.Id });
            lists[key] = group.Meta?.VersionId ?? group.Meta?.LastUpdatedElement?.JsonValue as string ?? NoVersion;
        }

        foreach (var (key, row) in book.Rows.Where(r => IsRegistryGroup(r.Key) && !lists.ContainsKey(r.Key)).ToList())
        {
            lists[key] = NoVersion;
            if (row.Uuid is { } uuid && book.InRapidPro.TryGetValue(uuid, out var there) && IsFromRapidPro(there, tied[uuid]))
            {
                // It is not out of use: the settings give it to RapidPro, and its members stay.
                book.Forget(key);
            }
        }

        return lists;
    }

    /// <summary>A group that a person deleted in RapidPro is created again, or adopted when a person created it again.</summary>
    private void LoseDeleted(GroupBook book)
    {
        foreach (var (key, row) in book.Rows.Where(r => r.Value.Uuid is { } uuid && !book.InRapidPro.ContainsKey(uuid)).ToList())
        {
            LogLost(key);
            if (row.Owner == GroupSource.RapidPro)
            {
                book.Set(key, row with { Dirty = true, Gone = true });
            }
            else
            {
                book.Set(key, row with { Uuid = null, Creating = true });
                book.Whole.Add(key);
            }
        }
    }

    private void TakeRapidProGroups(GroupBook book, Dictionary<string, FhirGroup> registry, ILookup<Guid, FhirGroup> tied)
    {
        foreach (var group in book.InRapidPro.Values.Where(g => !g.IsSmart))
        {
            var key = KeyOf(group.Uuid);
            if (book.RegistryKeyOf(group.Uuid) is not null)
            {
                continue;
            }

            if (!IsFromRapidPro(group, tied[group.Uuid]))
            {
                Release(book, key, tied[group.Uuid]);
                continue;
            }

            var known = book.Find(key);
            var row = known ?? new GroupRow { Owner = GroupSource.RapidPro, Uuid = group.Uuid, Dirty = true };
            var candidates = tied[group.Uuid].ToList();
            if (known is null && candidates.Count == 0)
            {
                candidates = LeftOver(book, registry, group.Name);
            }

            var first = candidates.OrderBy(g => TypeOf(g) != "practitioner").ThenBy(g => g.Id, StringComparer.Ordinal).FirstOrDefault(g => TypeOf(g) != "person");
            var patients = candidates.Where(g => TypeOf(g) == "person").MinBy(g => g.Id, StringComparer.Ordinal);
            row = row with { Name = group.Name, Group = row.Group ?? first?.Id, PatientGroup = row.PatientGroup ?? patients?.Id, Gone = false };
            var edited = row.Version is not null && row.Version != VersionOf(row, registry);
            book.Set(key, row with { Dirty = row.Dirty || edited || known?.Name != group.Name });
        }
    }

    /// <summary>The settings no longer name a group of RapidPro: mHero's copy of it is out of use, a Group that mHero did not make is left alone.</summary>
    private static void Release(GroupBook book, string key, IEnumerable<FhirGroup> tied)
    {
        if (book.Find(key) is { } row && tied.Any(IsGenerated))
        {
            book.Set(key, row with { Gone = true, Dirty = true });
        }
        else
        {
            book.Forget(key);
        }
    }

    /// <summary>
    /// mHero's Groups of a group that a person deleted in RapidPro and created again under its name: references to them keep
    /// their meaning.
    /// </summary>
    private static List<FhirGroup> LeftOver(GroupBook book, Dictionary<string, FhirGroup> registry, string name)
    {
        var left = registry.Values
            .Where(g => IsGenerated(g) && UuidOf(g) is { } uuid && !book.InRapidPro.ContainsKey(uuid) && string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase))
            .GroupBy(g => UuidOf(g)!.Value)
            .MaxBy(g => g.Max(f => f.Meta?.LastUpdated))?.ToList() ?? [];
        left.ForEach(g => book.Forget(KeyOf(UuidOf(g)!.Value)));
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
        Mapping.Texts.Clean(group.Name) is not null
        && group.ActualElement?.JsonValue is not false
        && group.ActiveElement?.JsonValue is not false
        && (Has(Options.FromRegistry, group.Name!)
            || (!IsGenerated(group) && Options.FromRegistry.Contains(GroupSyncOptions.All) && TypeOf(group) == "practitioner")
            || (!IsGenerated(group) && UuidOf(group) is not null && Options.Source == GroupSource.Registry && !Options.FromRapidPro.Contains(GroupSyncOptions.All)));

    private bool IsRapidProOwned(GroupBook book, FhirGroup group) =>
        UuidOf(group) is { } uuid && !Has(Options.FromRegistry, group.Name!)
        && (book.Find(KeyOf(uuid)) is not null || (book.InRapidPro.TryGetValue(uuid, out var there) && Has(Options.FromRapidPro, there.Name)));

    private bool IsFromRapidPro(RapidProGroup group, IEnumerable<FhirGroup> tied) =>
        Has(Options.FromRapidPro, group.Name)
        || (Options.FromRapidPro.Contains(GroupSyncOptions.All) && !string.Equals(group.Name, contacts.Value.Group, StringComparison.OrdinalIgnoreCase))
        || (Options.Source == GroupSource.RapidPro && tied.Any(g => !Has(Options.FromRegistry, g.Name ?? "")));

    private static bool Has(IList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsGenerated(FhirGroup group) => group.Meta?.Tag.Any(t => t is { System: MheroSystems.Tags, Code: MheroSystems.GeneratedTag }) is true;

    private static string? TypeOf(FhirGroup group) => group.TypeElement?.JsonValue as string;

    private static Guid? UuidOf(FhirGroup group) =>
        Guid.TryParse(group.Identifier.Find(i => i.System == MheroSystems.GroupUuid)?.Value, out var uuid) ? uuid : null;

    [LoggerMessage(4070, LogLevel.Warning, "The group {Group} was deleted in RapidPro")]
    private partial void LogLost(string group);
}
