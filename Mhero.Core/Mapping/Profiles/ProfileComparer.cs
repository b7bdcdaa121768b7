using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>Compares two profiles of the same side, or of both.</summary>
internal static class ProfileComparer
{
    /// <summary>The attributes whose values differ, letter for letter; numbers and WhatsApp addresses are ordered lists.</summary>
    /// <param name="a">One profile.</param>
    /// <param name="b">The other.</param>
    /// <returns>Names from <see cref="ProfileAttributes"/>; empty when the profiles are equal.</returns>
    public static IReadOnlySet<string> Differences(WorkerProfile a, WorkerProfile b)
    {
        var differences = new HashSet<string>(StringComparer.Ordinal);
        if (a.Name != b.Name)
        {
            differences.Add(ProfileAttributes.Name);
        }

        if (a.Language != b.Language)
        {
            differences.Add(ProfileAttributes.Language);
        }

        if (!a.Numbers.SequenceEqual(b.Numbers, StringComparer.Ordinal))
        {
            differences.Add(ProfileAttributes.Numbers);
        }

        if (!a.WhatsApp.SequenceEqual(b.WhatsApp, StringComparer.Ordinal))
        {
            differences.Add(ProfileAttributes.WhatsApp);
        }

        if (a.Active != b.Active)
        {
            differences.Add(ProfileAttributes.Active);
        }

        foreach (var (key, value) in a.Fields)
        {
            if (b.Fields.GetValueOrDefault(key) != value)
            {
                differences.Add(ProfileAttributes.Field(key));
            }
        }

        foreach (var key in b.Fields.Keys)
        {
            if (!a.Fields.ContainsKey(key))
            {
                differences.Add(ProfileAttributes.Field(key));
            }
        }

        return differences;
    }

    /// <summary>
    /// Whether a value of the registry and one of RapidPro are the same although they are spelt differently, because
    /// one of the two cannot hold the other's spelling: a name that RapidPro had to have cut, a language whose
    /// two-letter code covers both.
    /// </summary>
    internal static bool SaySame(string attribute, string? one, string? other) =>
        one == other || (one is not null && other is not null && attribute switch
        {
            ProfileAttributes.Name => TextNormalizer.Cut(one, RapidProLimits.Name) == TextNormalizer.Cut(other, RapidProLimits.Name),
            ProfileAttributes.Language => LanguageCodes.AreSame(one, other),
            _ => false,
        });
}
