namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>Which state of a RapidPro record a resource was made from, so that an older state never replaces a newer one.</summary>
/// <param name="Stamp">When the record last changed (UTC): by RapidPro's clock, or by our own when the state is partial.</param>
/// <param name="Size">How much there was of it: the results of a run, which only ever become more.</param>
/// <param name="IsFinal">Whether the record cannot change any more.</param>
/// <param name="IsPartial">Whether it came by a webhook, which contains less than the API.</param>
/// <param name="Began">When the record began (UTC); null when that is not known.</param>
internal sealed record SourceState(DateTimeOffset? Stamp, int Size = 0, bool IsFinal = false, bool IsPartial = false, DateTimeOffset? Began = null)
{
    /// <summary>
    /// Whether this state is older than another one of the same record. Two states that the API showed are distinguished by
    /// their stamps. A webhook's stamp is by another clock, so there the number of results decides, and what the API says
    /// counts more than what a webhook says of the same number.
    /// </summary>
    public bool IsOlderThan(SourceState other)
    {
        if (IsPartial == other.IsPartial)
        {
            return IsPartial && (IsFinal != other.IsFinal || Size != other.Size)
                ? (other.IsFinal, other.Size).CompareTo((IsFinal, Size)) > 0
                : Stamp < other.Stamp;
        }

        return IsPartial ? other.IsFinal || Size <= other.Size : !IsFinal && Size < other.Size;
    }
}
