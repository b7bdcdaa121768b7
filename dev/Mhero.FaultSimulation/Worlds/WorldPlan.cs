using Mhero.FaultSimulation.Worlds.Subjects;
using Mhero.MemoryFhir;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>The decisions of a seed before its world begins.</summary>
internal sealed record WorldPlan
{
    public required int Seed { get; init; }

    /// <summary>Of a thousand requests to the two sides, how many fail in some way.</summary>
    public int HttpFaults { get; init; }

    /// <summary>Of a thousand operations on the storage, how many fail.</summary>
    public int StorageFaults { get; init; }

    /// <summary>Of ten thousand operations, how many end their process.</summary>
    public int Deaths { get; init; }

    /// <summary>Of a thousand messages, how many are delivered again while they are handled or after it.</summary>
    public int Redeliveries { get; init; }

    public TimeSpan RapidProClock { get; init; }

    public TimeSpan RegistryClock { get; init; }

    public TimeSpan[] InstanceClocks { get; init; } = [];

    public FhirTraits Traits { get; init; } = new();

    /// <summary>Rows in a page of RapidPro.</summary>
    public int PageSize { get; init; } = 250;

    /// <summary>Settings of the app that differ from those of all worlds.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    public int Incoming { get; init; }

    public int Contacts { get; init; }

    public int Workers { get; init; }

    public int Runs { get; init; }

    public int Edits { get; init; }

    public int Broadcasts { get; init; }

    public int OptOuts { get; init; }

    public int GroupEdits { get; init; }

    public int LookUps { get; init; }

    public int FloipRows { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>A world whose schedule has no faults and no events: the test causes each.</summary>
    public static WorldPlan Still(params (string Name, string Value)[] settings) =>
        new() { Seed = 1, InstanceClocks = [TimeSpan.Zero, TimeSpan.Zero], Settings = settings.ToDictionary(s => s.Name, s => (string?)s.Value) };

    public static WorldPlan Of(int seed)
    {
        var random = new Random(seed);
        TimeSpan Error() => random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(-240, 240)) : TimeSpan.FromMilliseconds(random.Next(-800, 800));
        var isRough = random.Next(3) > 0;
        return new WorldPlan
        {
            Seed = seed,
            HttpFaults = isRough ? random.Next(0, 150) : random.Next(0, 20),
            StorageFaults = isRough ? random.Next(0, 25) : 0,
            Deaths = isRough ? random.Next(0, 80) : 0,
            Redeliveries = random.Next(0, 200),
            RapidProClock = Error(),
            RegistryClock = Error(),
            InstanceClocks = [Error(), Error()],
            Traits = new FhirTraits
            {
                TakesClientIds = random.Next(2) == 0,
                KeepsVersionOfEqual = random.Next(2) == 0,
                AnswersWithResource = random.Next(3) > 0,
                SearchLag = random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(100, 4_000)) : TimeSpan.Zero,
            },
            PageSize = random.Next(3) == 0 ? 250 : random.Next(2, 6),
            Incoming = random.Next(0, 5),
            Contacts = random.Next(2, 9),
            Workers = random.Next(2, 9),
            Runs = random.Next(0, 12),
            Edits = random.Next(0, 16),
            Broadcasts = random.Next(0, 3),
            Duration = TimeSpan.FromMinutes(random.Next(20, 90)),
            OptOuts = random.Next(0, 6),
            GroupEdits = random.Next(0, 8),
            LookUps = random.Next(0, 6),
            FloipRows = random.Next(2) == 0 ? 0 : random.Next(1, 16),
            Settings = SeedSettings.All,
        };
    }
}
