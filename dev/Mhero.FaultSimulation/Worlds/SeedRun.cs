using Mhero.FaultSimulation.Worlds.Subjects;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>Carries a seed out: a world with faults, then one without them until it is at rest; then its invariants are checked.</summary>
internal static class SeedRun
{
    private const int StackBytes = 64 * 1024 * 1024;
    private const int LinesShown = 120;

    /// <summary>Carries a plan out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="traceAll">Whether the schedule shows every operation, and not only faults and events.</param>
    /// <returns>What became of it.</returns>
    public static SeedResult Carry(WorldPlan plan, bool traceAll = false)
    {
        string? failure = null;
        using var world = new World(plan) { TraceAll = traceAll };

        // A thread of its own: without a synchronization context continuations run at once, on the stack of what completes them.
        var thread = new Thread(() => failure = Live(world), StackBytes);
        thread.Start();
        thread.Join();
        return new SeedResult(failure, world.Fingerprint, world.Steps);
    }

    private static string? Live(World world)
    {
        var plan = world.Plan;
        try
        {
            var people = new People(world);
            people.Settle();
            people.Plan();
            var pollers = new Pollers(world);
            pollers.Start();
            world.IsFaulty = true;
            var end = world.Clock.Now + plan.Duration;
            world.Drive(() => world.Clock.Now >= end);
            world.IsFaulty = false;
            world.Drive(() => people.Pending == 0);
            world.Note("the faults end");
            pollers.SlowDown();
            Rest(world, pollers);
            var faults = Invariants.Check(world, people, mayHaveDeadLetters: true);
            if (faults.Count == 0)
            {
                world.Note("the operator replays all");
                people.ReplayAll(() => { });
                Rest(world, pollers);
                people.AskAll(Link.Of(world, _ => false));
                Rest(world, pollers);
                faults = Invariants.Check(world, people, mayHaveDeadLetters: false);
            }

            if (faults.Count == 0)
            {
                var (requests, writes) = (world.HttpRequests, WritesTo(world));
                Rest(world, pollers);
                faults = [.. Invariants.CheckIdle(world.HttpRequests - requests, WritesTo(world) - writes), .. Bounds.Faults(world)];
            }

            return faults.Count == 0 ? null : Report(world, faults);
        }
#pragma warning disable CA1031 // Whatever is thrown, the seed and its schedule are what is needed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Report(world, [e.ToString()]);
        }
    }

    /// <summary>
    /// Goes on until the world is at rest: each poller was read twice to its end since, and since the last write, nothing is on a queue and nothing is under way.
    /// A write late in this time, such as a contact for a reminder, concerns pollers that were read before it.
    /// </summary>
    public static void Rest(World world, Pollers pollers)
    {
        var (since, writes) = (pollers.Readings.ToDictionary(), WritesTo(world));
        var limit = world.Clock.Now + TimeSpan.FromDays(2);
        world.Drive(() =>
        {
            if (world.Clock.Now > limit)
            {
                throw new InvalidOperationException("The queues are not empty after two days without faults: " + string.Join(", ", world.Account.QueueNames.Select(q => $"{q} {world.CountOf(q)}")));
            }

            if (WritesTo(world) != writes)
            {
                (since, writes) = (pollers.Readings.ToDictionary(), WritesTo(world));
            }

            return pollers.Readings.All(r => r.Value >= since[r.Key] + 2) && world.AreQueuesEmpty;
        });
    }

    private static int WritesTo(World world) => world.RapidProWrites + world.Registry.Writes;

    private static string Report(World world, IReadOnlyList<string> faults)
    {
        var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"mhero-seed-{world.Plan.Seed}.txt"));
        File.WriteAllLines(path, world.Trace);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {world.Plan.Seed}: {world.Plan}");
        foreach (var fault in faults)
        {
            text.Append("- ").AppendLine(fault);
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"The last {LinesShown} lines of its schedule; all of it is in {path}:");
        foreach (var line in world.Trace.TakeLast(LinesShown))
        {
            text.AppendLine(line);
        }

        return text.ToString();
    }
}
