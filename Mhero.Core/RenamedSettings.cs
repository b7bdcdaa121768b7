namespace Mhero.Core;

/// <summary>
/// Settings of version 0.1 under their new names. An old name counts unless the new one is set too; <c>mhero doctor</c> and a
/// warning at the start name it. Version 0.3 will not read old names.
/// </summary>
public static class RenamedSettings
{
    private const string Any = "*";

    private static readonly (string Section, string Old, string New)[] Names =
    [
        (Any, "SliceSize", "BatchSize"),
        ("Groups", "Adopt", "AdoptExistingGroups"),
        ("Messaging", "SafeAfter", "ResendAfter"),
        ("Messaging", "FollowFor", "StatusPollDuration"),
        ("Messaging", "FollowDelay", "StatusPollDelay"),
        ("OptOut", "Tag", "WriteTag"),
        ("OptOut:Flows:*", "Again", "OptInCategory"),
        ("Reminders", "LateBy", "LateThreshold"),
        ("RapidPro", "MaxReadRetries", "MaxRetries"),
    ];

    private static readonly (string Old, string New)[] Moved =
    [
        ("Directories:MaxAge", "Cache:MaxAge"),
        ("Contacts:PlacesMaxAge", "Cache:PlacesMaxAge"),
        ("Lookup:FacilitiesMaxAge", "Cache:FacilitiesMaxAge"),
    ];

    /// <summary>Finds the settings that have their old names.</summary>
    /// <param name="configuration">The configuration, with the section <c>Mhero</c>.</param>
    /// <returns>Old and new name of each, as configuration keys: <c>Mhero:Contacts:SliceSize</c>.</returns>
    public static IReadOnlyList<(string Old, string New)> In(IConfiguration configuration) =>
        [.. configuration.GetSection("Mhero").AsEnumerable()
            .Where(entry => entry.Value is not null)
            .Select(entry => (Old: entry.Key, New: NewNameOf(entry.Key)))
            .Where(name => name.New is not null)
            .Select(name => (name.Old, name.New!))];

    /// <summary>Adds to a configuration the new names of the settings that have old ones.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>The same configuration if it has no old names.</returns>
    internal static IConfiguration Apply(IConfiguration configuration)
    {
        var added = In(configuration).Where(name => configuration[name.New] is null).ToDictionary(name => name.New, name => configuration[name.Old]);
        return added.Count == 0 ? configuration : new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(added).Build();
    }

    private static string? NewNameOf(string key)
    {
        var parts = key.Split(':');
        if (Moved.FirstOrDefault(setting => Same($"Mhero:{setting.Old}", key)).New is { } moved)
        {
            return $"Mhero:{moved}";
        }

        var known = Names.FirstOrDefault(name => Same(parts[^1], name.Old) && IsIn(name.Section.Split(':'), parts[1..^1]));
        return known.New is null ? null : string.Join(':', [.. parts[..^1], known.New]);
    }

    private static bool IsIn(string[] section, string[] parts) =>
        section.Length == parts.Length && section.Zip(parts).All(pair => pair.First == Any || Same(pair.First, pair.Second));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
