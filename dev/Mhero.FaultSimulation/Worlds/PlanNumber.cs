namespace Mhero.FaultSimulation.Worlds;

/// <summary>A number of a plan that can be set by name: by hand, and to find the smallest plan that still fails.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Of">Its value in a plan.</param>
/// <param name="With">The plan with another value.</param>
internal sealed record PlanNumber(string Name, Func<WorldPlan, int> Of, Func<WorldPlan, int, WorldPlan> With)
{
    /// <summary>All of them; those that simplify a schedule most come first.</summary>
    public static readonly IReadOnlyList<PlanNumber> All =
    [
        new(nameof(WorldPlan.Deaths), p => p.Deaths, (p, n) => p with { Deaths = n }),
        new(nameof(WorldPlan.HttpFaults), p => p.HttpFaults, (p, n) => p with { HttpFaults = n }),
        new(nameof(WorldPlan.StorageFaults), p => p.StorageFaults, (p, n) => p with { StorageFaults = n }),
        new(nameof(WorldPlan.Redeliveries), p => p.Redeliveries, (p, n) => p with { Redeliveries = n }),
        new(nameof(WorldPlan.Broadcasts), p => p.Broadcasts, (p, n) => p with { Broadcasts = n }),
        new(nameof(WorldPlan.LookUps), p => p.LookUps, (p, n) => p with { LookUps = n }),
        new(nameof(WorldPlan.FloipRows), p => p.FloipRows, (p, n) => p with { FloipRows = n }),
        new(nameof(WorldPlan.GroupEdits), p => p.GroupEdits, (p, n) => p with { GroupEdits = n }),
        new(nameof(WorldPlan.OptOuts), p => p.OptOuts, (p, n) => p with { OptOuts = n }),
        new(nameof(WorldPlan.Runs), p => p.Runs, (p, n) => p with { Runs = n }),
        new(nameof(WorldPlan.Incoming), p => p.Incoming, (p, n) => p with { Incoming = n }),
        new(nameof(WorldPlan.Edits), p => p.Edits, (p, n) => p with { Edits = n }),
        new(nameof(WorldPlan.Contacts), p => p.Contacts, (p, n) => p with { Contacts = n }),
        new(nameof(WorldPlan.Workers), p => p.Workers, (p, n) => p with { Workers = n }),
        new("SearchLagMilliseconds", p => (int)p.Traits.SearchLag.TotalMilliseconds, (p, n) => p with { Traits = p.Traits with { SearchLag = TimeSpan.FromMilliseconds(n) } }),
        new("RapidProClockSeconds", p => (int)p.RapidProClock.TotalSeconds, (p, n) => p with { RapidProClock = TimeSpan.FromSeconds(n) }),
        new("RegistryClockSeconds", p => (int)p.RegistryClock.TotalSeconds, (p, n) => p with { RegistryClock = TimeSpan.FromSeconds(n) }),
        new("Instance0ClockSeconds", p => (int)p.InstanceClocks[0].TotalSeconds, (p, n) => p with { InstanceClocks = [TimeSpan.FromSeconds(n), p.InstanceClocks[1]] }),
        new("Instance1ClockSeconds", p => (int)p.InstanceClocks[1].TotalSeconds, (p, n) => p with { InstanceClocks = [p.InstanceClocks[0], TimeSpan.FromSeconds(n)] }),
        new("DurationMinutes", p => (int)p.Duration.TotalMinutes, (p, n) => p with { Duration = TimeSpan.FromMinutes(Math.Max(1, n)) }),
    ];

    /// <summary>The number of a name; null when there is none.</summary>
    public static PlanNumber? Find(string name) => All.FirstOrDefault(n => n.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
