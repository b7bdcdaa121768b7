namespace Mhero.Local.Simulator.State;

/// <summary>A row's place in a feed: by time, mostly modified_on, and by id among equals.</summary>
internal readonly record struct FeedKey(long Time, int Id) : IComparable<FeedKey>
{
    public int CompareTo(FeedKey other)
    {
        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : Id.CompareTo(other.Id);
    }
}
