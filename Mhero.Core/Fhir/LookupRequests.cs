namespace Mhero.Core.Fhir;

/// <summary>
/// Distinguishes the requests of look-ups, for which a contact waits in the middle of a conversation, from those of the syncs of the same process: they have places and
/// time limits of their own. A call that begins one keeps this for all that it awaits, also through caches that the syncs share.
/// </summary>
internal static class LookupRequests
{
    private static readonly AsyncLocal<bool> Current = new();

    /// <summary>Whether the present call is a look-up's.</summary>
    public static bool IsCurrent => Current.Value;

    /// <summary>Makes the present asynchronous call a look-up's, until it returns.</summary>
    public static void Begin() => Current.Value = true;
}
