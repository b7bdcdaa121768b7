using System.Text.Json.Nodes;
using Mhero.Core.Storage.Reviews;
using Mhero.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace Mhero.Simulation.Tests.Worlds;

/// <summary>A world without faults, in which a test does what a seed showed to be a fault.</summary>
internal sealed class Scenario : IDisposable
{
    private const int StackBytes = 64 * 1024 * 1024;

    private readonly World _world;
    private readonly Pollers _pollers;

    private Scenario(WorldPlan plan)
    {
        _world = new World(plan);
        _pollers = new Pollers(_world);
        _pollers.Start();
    }

    public World World => _world;

    public RapidProWorkspace RapidPro => _world.RapidPro.Workspace;

    public IReadOnlyList<Review> Reviews => _world.Inspector().Services.GetRequiredService<ReviewStore>().ListAsync(100).Result;

    /// <summary>Runs a test in a world of its own.</summary>
    public static void Run(Action<Scenario> test, WorldPlan? plan = null)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                using var scenario = new Scenario(plan ?? new WorldPlan { Seed = 1, InstanceClocks = [TimeSpan.Zero, TimeSpan.Zero] });
                try
                {
                    test(scenario);
                }
#pragma warning disable CA1031 // It is thrown again on the thread of the test.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    failure = e;
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Goes on until the world is at rest.</summary>
    public void Rest() => SeedRun.Rest(_world, _pollers);

    public string AddWorker(string given, string family, params string[] numbers) => _world.Registry.Add(new JsonObject
    {
        ["resourceType"] = "Practitioner",
        ["active"] = true,
        ["name"] = new JsonArray(new JsonObject { ["given"] = new JsonArray(given), ["family"] = family }),
        ["telecom"] = Telecom(numbers),
    });

    public void Renumber(string worker, params string[] numbers) => _world.Registry.Edit("Practitioner", worker, w => w["telecom"] = Telecom(numbers));

    public JsonObject Worker(string id) => _world.Registry.All("Practitioner").Single(w => (string?)w["id"] == id);

    /// <summary>The contact that a worker is linked to.</summary>
    public SimulatedContact ContactOf(string worker) => RapidPro.Contacts.Single(c => c.Fields.GetValueOrDefault("globalid") == worker);

    public void Dispose() => _world.Dispose();

    private static JsonArray Telecom(string[] numbers) =>
        [.. numbers.Select(n => new JsonObject { ["system"] = "phone", ["use"] = "mobile", ["value"] = n })];
}
