namespace Mhero.Bench.Load.Measure;

/// <summary>What a round of the sync cost mHero's process.</summary>
internal sealed record Usage
{
    /// <summary>From the first timer, or the request, to the empty queue.</summary>
    public TimeSpan Wall { get; init; }

    /// <summary>The part of it in which the pollers were read, or the request was answered; batches are handled at the same time.</summary>
    public TimeSpan Reading { get; init; }

    /// <summary>Processor time of all threads.</summary>
    public TimeSpan Processor { get; init; }

    /// <summary>Bytes resident at most.</summary>
    public long PeakMemory { get; init; }

    /// <summary>Bytes allocated on the managed heap.</summary>
    public long Allocated { get; init; }

    /// <summary>Garbage collections of generation 2.</summary>
    public int FullCollections { get; init; }

    /// <summary>How long garbage collections stopped the threads.</summary>
    public TimeSpan Pauses { get; init; }

    /// <summary>Queue messages handled.</summary>
    public int Messages { get; init; }

    /// <summary>Requests to the storage account by service and method, those included with which the host looks for messages.</summary>
    public SortedDictionary<string, long> Storage { get; init; } = [];

    /// <summary>The first warnings and errors that were logged; none is expected.</summary>
    public IReadOnlyList<string> Complaints { get; init; } = [];

    /// <summary>Two rounds as one.</summary>
    public Usage And(Usage other) => new()
    {
        Wall = Wall + other.Wall,
        Reading = Reading + other.Reading,
        Processor = Processor + other.Processor,
        PeakMemory = Math.Max(PeakMemory, other.PeakMemory),
        Allocated = Allocated + other.Allocated,
        FullCollections = FullCollections + other.FullCollections,
        Pauses = Pauses + other.Pauses,
        Messages = Messages + other.Messages,
        Storage = new(Storage.Concat(other.Storage).GroupBy(s => s.Key, s => s.Value).ToDictionary(s => s.Key, s => s.Sum())),
        Complaints = [.. Complaints, .. other.Complaints],
    };
}
