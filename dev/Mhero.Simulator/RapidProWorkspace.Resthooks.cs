using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private readonly List<ResthookEntry> _resthooks = [];
    private int _subscriberIds;

    /// <summary>The resthooks, oldest first.</summary>
    public IReadOnlyList<SimulatedResthook> Resthooks
    {
        get
        {
            lock (_gate)
            {
                return [.. _resthooks.Select(h => new SimulatedResthook(h.Slug, [.. h.Subscribers.Select(s => new SimulatedSubscriber(s.Id, s.TargetUrl))]))];
            }
        }
    }

    /// <summary>Makes a resthook, as only RapidPro's own pages can; one that is there stays as it is.</summary>
    /// <param name="slug">Its name.</param>
    public void AddResthook(string slug)
    {
        lock (_gate)
        {
            if (ResthookWith(slug) is null)
            {
                _resthooks.Add(new ResthookEntry(_resthooks.Count + 1, slug, Tick()));
            }
        }
    }

    // What follows expects the lock to be held.

    internal List<ResthookEntry> ResthookEntries => _resthooks;

    internal ResthookEntry? ResthookWith(string slug) => _resthooks.Find(h => h.Slug == slug);

    internal SubscriberEntry Subscribe(ResthookEntry resthook, string targetUrl)
    {
        var now = Tick();
        var subscriber = new SubscriberEntry(++_subscriberIds, resthook.Slug, targetUrl, now);
        resthook.Subscribers.Add(subscriber);
        resthook.ModifiedOn = now;
        return subscriber;
    }

    /// <summary>False when the subscriber does not exist.</summary>
    internal bool Unsubscribe(int id)
    {
        var resthook = _resthooks.Find(h => h.Subscribers.RemoveAll(s => s.Id == id) > 0);
        if (resthook is not null)
        {
            resthook.ModifiedOn = Tick();
        }

        return resthook is not null;
    }
}
