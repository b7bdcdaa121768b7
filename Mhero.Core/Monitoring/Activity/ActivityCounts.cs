namespace Mhero.Core.Monitoring.Activity;

/// <summary>The work of mHero on one day (UTC).</summary>
public sealed record ActivityCounts
{
    /// <summary>Responses that were made or changed in the registry.</summary>
    public long Responses { get; init; }

    /// <summary>Messages of people that no flow handled, and which the registry has as Communications.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Messages to people that RapidPro took.</summary>
    public long MessagesSent { get; init; }

    /// <summary>Contacts and workers that were made or changed, on either side.</summary>
    public long People { get; init; }

    /// <summary>Items that became dead letters.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Requests that RapidPro answered, by the hour of the day (0 to 23).</summary>
    public IReadOnlyDictionary<int, long> Requests { get; init; } = new Dictionary<int, long>();

    /// <summary>Whether nothing was counted.</summary>
    internal bool IsEmpty => this is { Responses: 0, MessagesReceived: 0, MessagesSent: 0, People: 0, DeadLetters: 0, Requests.Count: 0 };

    /// <summary>Adds other counts of the same day.</summary>
    internal ActivityCounts Add(ActivityCounts other) => new()
    {
        Responses = Responses + other.Responses,
        MessagesReceived = MessagesReceived + other.MessagesReceived,
        MessagesSent = MessagesSent + other.MessagesSent,
        People = People + other.People,
        DeadLetters = DeadLetters + other.DeadLetters,
        Requests = Requests.Concat(other.Requests).GroupBy(hour => hour.Key).ToDictionary(hour => hour.Key, hour => hour.Sum(h => h.Value)),
    };
}
