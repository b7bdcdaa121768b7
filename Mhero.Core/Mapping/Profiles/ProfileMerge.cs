namespace Mhero.Core.Mapping.Profiles;

/// <summary>
/// Three-way merge of a worker's two profiles. Each side is compared with its own last-seen form and not with the
/// other's, so a value that one side can only keep in part (a name that was cut, a facility that has no Location) is
/// not a change on every round.
/// </summary>
internal static class ProfileMerge
{
    private static readonly HashSet<string> Nothing = [];

    /// <summary>
    /// Decides what to write. An attribute that one side changed or removed is carried to the other; one that both
    /// changed to the same is left; one that both changed differently is a conflict, which the policy decides. Numbers
    /// and WhatsApp addresses are merged one by one. Without last-seen forms, a value on one side fills the other.
    /// </summary>
    /// <param name="input">Both sides, now and before. Two profiles that are the same object are taken as unchanged.</param>
    /// <returns>The targets and the attributes to write; merging again after both were written gives none.</returns>
    public static MergeResult Merge(MergeInput input)
    {
        if (IsUnchanged(input.LastRegistry, input.Registry) && IsUnchanged(input.LastContact, input.Contact))
        {
            return new MergeResult(input.Registry, Nothing, input.Contact with { Active = input.Registry.Active }, Nothing, []);
        }

        var merge = new ProfileMerging(input);
        merge.Text(ProfileAttributes.Name, p => p.Name, (p, v) => p with { Name = v });
        merge.Text(ProfileAttributes.Language, p => p.Language, (p, v) => p with { Language = v });
        merge.List(ProfileAttributes.Numbers, p => p.Numbers, (p, v) => p with { Numbers = v });
        merge.List(ProfileAttributes.WhatsApp, p => p.WhatsApp, (p, v) => p with { WhatsApp = v });
        merge.Fields();
        return merge.Result();
    }

    /// <summary>The last-seen form of a side to keep, once both targets are written.</summary>
    /// <param name="seen">The side's profile as it was read back.</param>
    /// <param name="last">The form kept before; null at the first meeting.</param>
    /// <param name="deferred">The merge's <see cref="MergeResult.Deferred"/> attributes, whose old values stay.</param>
    public static WorkerProfile LastSeen(WorkerProfile seen, WorkerProfile? last, IReadOnlySet<string> deferred)
    {
        var kept = seen with { Unknown = [] };
        foreach (var attribute in deferred)
        {
            kept = attribute switch
            {
                ProfileAttributes.Name => kept with { Name = last?.Name },
                ProfileAttributes.Language => kept with { Language = last?.Language },
                ProfileAttributes.Numbers => kept with { Numbers = last?.Numbers ?? [] },
                ProfileAttributes.WhatsApp => kept with { WhatsApp = last?.WhatsApp ?? [] },
                _ when attribute.StartsWith(ProfileAttributes.FieldPrefix, StringComparison.Ordinal) =>
                    Keep(kept, last, attribute[ProfileAttributes.FieldPrefix.Length..]),
                _ => kept,
            };
        }

        return kept;

        static WorkerProfile Keep(WorkerProfile kept, WorkerProfile? last, string key) =>
            WithField(kept, key, last?.Fields.GetValueOrDefault(key));
    }

    /// <summary>The profile with another value of a field; null takes it away.</summary>
    internal static WorkerProfile WithField(WorkerProfile profile, string key, string? value)
    {
        var fields = new Dictionary<string, string>(profile.Fields, StringComparer.Ordinal);
        if (value is null)
        {
            fields.Remove(key);
        }
        else
        {
            fields[key] = value;
        }

        return profile with { Fields = fields };
    }

    private static bool IsUnchanged(WorkerProfile? last, WorkerProfile now) =>
        last is not null && (ReferenceEquals(last, now) || ProfileComparer.Differences(last, now).Count == 0);
}
