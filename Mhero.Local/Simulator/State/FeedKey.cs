namespace Mhero.Local.Simulator.State;

/// <summary>A contact's place in the order <c>modified_on, id</c>.</summary>
internal readonly record struct FeedKey(long ModifiedOn, int Id) : IComparable<FeedKey>
{
    public int CompareTo(FeedKey other)
    {
        var byTime = ModifiedOn.CompareTo(other.ModifiedOn);
        return byTime != 0 ? byTime : Id.CompareTo(other.Id);
    }
}
