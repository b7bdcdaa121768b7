namespace Mhero.Simulator.State;

/// <summary>A resthook and who is called by it.</summary>
internal sealed class ResthookEntry(int id, string slug, long createdOn)
{
    public int Id { get; } = id;

    public string Slug { get; } = slug;

    public long CreatedOn { get; } = createdOn;

    public long ModifiedOn { get; set; } = createdOn;

    /// <summary>Oldest first.</summary>
    public List<SubscriberEntry> Subscribers { get; } = [];
}
