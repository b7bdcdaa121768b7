namespace Mhero.Simulator;

/// <summary>
/// The statuses that the channel gives to its messages, by the workspace's clock: queued, then wired, sent and
/// delivered, or failed. The default delivers each at once.
/// </summary>
public sealed record ChannelBehaviour
{
    /// <summary>How long a message stays in each status before the next; zero goes all the way at once.</summary>
    public TimeSpan Step { get; init; }

    /// <summary>
    /// The last status that a message comes to: <c>delivered</c>; <c>sent</c> for a channel that tells no more; <c>queued</c> or
    /// <c>wired</c> for one that never finishes.
    /// </summary>
    public string Last { get; init; } = "delivered";

    /// <summary>Says by its URN (<c>tel:+250788…</c>) whether a message fails after it was wired; null for none.</summary>
    public Func<string, bool>? Fails { get; init; }

    /// <summary>Tells by its URN whether a message stays wired without end; null for none.</summary>
    public Func<string, bool>? Stalls { get; init; }

    /// <summary>Where a message is that was made this long ago.</summary>
    internal string StatusOf(string urn, TimeSpan age)
    {
        string[] way = Fails?.Invoke(urn) == true ? ["queued", "wired", "failed"]
            : Stalls?.Invoke(urn) == true ? ["queued", "wired"]
            : ["queued", "wired", "sent", "delivered"];
        var steps = Step > TimeSpan.Zero ? (int)Math.Min(age / Step, way.Length) : way.Length;
        var last = Array.IndexOf(way, Last);
        return way[Math.Min(steps, last < 0 ? way.Length - 1 : last)];
    }
}
