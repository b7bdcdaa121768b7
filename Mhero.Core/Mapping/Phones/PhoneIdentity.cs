using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Mapping.Phones;

/// <summary>
/// Determines whether a telephone number and a WhatsApp address, or two spellings of one, reach the same telephone. WhatsApp ids
/// keep digits that the telephone number has lost, or lack ones that it has got: a number before its plan changed
/// (<see cref="NumberingPlanChanges"/>), and in Argentina the 9 of mobile numbers called from abroad.
/// </summary>
internal static class PhoneIdentity
{
    private const string ArgentineMobile = "549";
    private const int ArgentineMobileLength = 13;

    /// <summary>The same text for every spelling of a number.</summary>
    /// <param name="address">A number in E.164, a short code, WhatsApp's digits or a business-scoped id.</param>
    public static string Of(string address)
    {
        var digits = address.TrimStart('+');
        if (digits.AsSpan().ContainsAnyExceptInRange('0', '9') || digits.Length <= PhoneText.MaxShortCode)
        {
            return digits;
        }

        var current = NumberingPlanChanges.Current(digits);
        return current.Length == ArgentineMobileLength && current.StartsWith(ArgentineMobile, StringComparison.Ordinal)
            ? string.Concat("54", current.AsSpan(ArgentineMobile.Length))
            : current;
    }

    /// <summary>The profile with each WhatsApp address in the spelling that another profile has of it.</summary>
    /// <param name="profile">The profile to spell.</param>
    /// <param name="model">Profiles whose spelling counts, the first one first.</param>
    public static WorkerProfile SpellWhatsApp(WorkerProfile profile, params IEnumerable<WorkerProfile?> model)
    {
        if (profile.WhatsApp.Count == 0)
        {
            return profile;
        }

        var known = model.OfType<WorkerProfile>().SelectMany(m => m.WhatsApp).ToList();
        return profile with { WhatsApp = [.. profile.WhatsApp.Select(a => known.Contains(a) ? a : known.Find(k => Of(k) == Of(a)) ?? a).Distinct(StringComparer.Ordinal)] };
    }
}
