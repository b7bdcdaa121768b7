namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private readonly Dictionary<string, List<string>> _resthooks = new(StringComparer.Ordinal);

    /// <summary>Makes a resthook, as only RapidPro's own pages can.</summary>
    /// <param name="slug">Its name.</param>
    /// <param name="subscribers">The addresses that are called when a flow fires it.</param>
    public void AddResthook(string slug, params string[] subscribers)
    {
        lock (_gate)
        {
            _resthooks[slug] = [.. subscribers];
        }
    }

    /// <summary>The addresses that a resthook calls, without those that answered that they are gone.</summary>
    /// <param name="slug">Its name.</param>
    /// <returns>Null when the workspace has no such resthook.</returns>
    public IReadOnlyList<string>? SubscribersOf(string slug)
    {
        lock (_gate)
        {
            return _resthooks.TryGetValue(slug, out var subscribers) ? [.. subscribers] : null;
        }
    }

    internal void Unsubscribe(string slug, string url)
    {
        lock (_gate)
        {
            _resthooks[slug].Remove(url);
        }
    }
}
