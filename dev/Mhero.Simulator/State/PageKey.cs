namespace Mhero.Simulator.State;

/// <summary>A row's place in a poller: by time, mostly modified_on, and by id among equals.</summary>
internal readonly record struct PageKey(long Time, int Id) : IComparable<PageKey>
{
    public int CompareTo(PageKey other)
    {
        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : Id.CompareTo(other.Id);
    }
}
