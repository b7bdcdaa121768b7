using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Sync.Groups;

/// <summary>Computes the changes that put a contact into the groups that the registry wants it in. Pure.</summary>
internal static class MembershipDifference
{
    /// <summary>The registry's groups whose membership is wrong for a contact.</summary>
    /// <param name="member">The contact as RapidPro has it.</param>
    /// <param name="wanted">Keys of the groups that it belongs to by the registry's word.</param>
    /// <param name="uuidOf">The RapidPro group of a key; null while there is none.</param>
    /// <param name="keyOf">The key of a RapidPro group that the registry owns; null for all others, which are left alone.</param>
    /// <returns>Keys, each once.</returns>
    public static IEnumerable<string> Of(MemberRow member, IReadOnlyCollection<string> wanted, Func<string, Guid?> uuidOf, Func<Guid, string?> keyOf)
    {
        foreach (var key in wanted)
        {
            if (ShouldJoin(member, uuidOf(key), isWanted: true))
            {
                yield return key;
            }
        }

        foreach (var group in member.Groups)
        {
            if (keyOf(group) is { } key && ShouldLeave(member, group, wanted.Contains(key)))
            {
                yield return key;
            }
        }
    }

    /// <summary>Whether a contact has to be added to a group. A blocked, stopped or archived contact cannot join.</summary>
    public static bool ShouldJoin(MemberRow member, Guid? group, bool isWanted) =>
        isWanted && member.Active && !(group is { } uuid && member.Groups.Contains(uuid));

    /// <summary>Whether a contact has to be taken out of a group.</summary>
    public static bool ShouldLeave(MemberRow member, Guid group, bool isWanted) => !isWanted && member.Groups.Contains(group);

    /// <summary>Whether a contact belongs into a group and cannot join it.</summary>
    public static bool IsKeptOut(MemberRow member, Guid group, bool isWanted) =>
        isWanted && !member.Active && !member.Groups.Contains(group);
}
