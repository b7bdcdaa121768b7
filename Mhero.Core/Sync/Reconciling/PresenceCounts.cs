namespace Mhero.Core.Sync.Reconciling;

/// <summary>How many records of one side are there, of those that the ledger has.</summary>
/// <param name="LinkedPresent">Linked ones that the side showed.</param>
/// <param name="LinkedGone">Linked ones that it does not have any more.</param>
/// <param name="OtherPresent">Others that the side showed.</param>
/// <param name="OtherGone">Others that it does not have any more.</param>
internal sealed record PresenceCounts(int LinkedPresent = 0, int LinkedGone = 0, int OtherPresent = 0, int OtherGone = 0)
{
    /// <summary>So many may be gone however few there are: a small site must not have to confirm each deletion.</summary>
    private const int AlwaysAllowed = 20;

    private const int AllowedPart = 10;

    /// <summary>All that are gone.</summary>
    public int Gone => LinkedGone + OtherGone;

    /// <summary>All that were looked at.</summary>
    public int All => LinkedPresent + OtherPresent + Gone;

    /// <summary>
    /// Whether more are gone than people delete: more than a tenth of a kind and more than 20, or all of them. A wrong address, another workspace
    /// and a restored database look like this. It is asked after each confirmation, so that few records are read before a stop; of those that are not
    /// yet confirmed none counts as present.
    /// </summary>
    public bool IsTooMuch => IsTooMany(LinkedGone, LinkedPresent) || IsTooMany(OtherGone, OtherPresent) || (Gone > 0 && LinkedPresent + OtherPresent == 0);

    /// <summary>Counts one more.</summary>
    /// <param name="isLinked">Whether the ledger links it.</param>
    /// <param name="isGone">Whether it is gone.</param>
    public PresenceCounts With(bool isLinked, bool isGone) => (isLinked, isGone) switch
    {
        (true, true) => this with { LinkedGone = LinkedGone + 1 },
        (true, false) => this with { LinkedPresent = LinkedPresent + 1 },
        (false, true) => this with { OtherGone = OtherGone + 1 },
        _ => this with { OtherPresent = OtherPresent + 1 },
    };

    private static bool IsTooMany(int gone, int present) => gone > AlwaysAllowed && (long)gone * AllowedPart > gone + present;
}
