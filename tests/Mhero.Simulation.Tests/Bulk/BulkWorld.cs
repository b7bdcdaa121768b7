using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Engine;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulator;

namespace Mhero.Simulation.Tests.Bulk;

/// <summary>A world without faults whose contacts come by import.</summary>
internal sealed class BulkWorld(Scenario scenario)
{
    public Scenario Scenario => scenario;

    public RapidProWorkspace RapidPro => scenario.RapidPro;

    public BulkLoad Load => Call(loads => loads.FindAsync(CancellationToken.None)) ?? throw new InvalidOperationException("There is no bulk load.");

    private BulkLoads Loads => scenario.Inspector.Services.GetRequiredService<BulkLoads>();

    public static void Run(Action<BulkWorld> test, params (string Name, string Value)[] settings) => Scenario.Run(
        scenario =>
        {
            scenario.StopTimers();
            scenario.World.Instances[1] = null;
            test(new BulkWorld(scenario));
        },
        WorldPlan.Still([.. settings.Append(("Mhero:BulkLoad:Threshold", "1")).Append(("Mhero:Fhir:PageSize", "100")).DistinctBy(s => s.Item1)]));

    /// <summary>Reads both sides once, so that a bulk load can match.</summary>
    public void ReadBoth()
    {
        scenario.Read(SyncKinds.Contacts);
        scenario.Read(SyncKinds.Registry);
    }

    /// <summary>Orders a bulk load and goes on until its files are there, or it has ended.</summary>
    public BulkLoad Plan()
    {
        Call(loads => loads.StartAsync(null, CancellationToken.None));
        scenario.Until(() => Load.State is BulkLoadStates.Waiting or BulkLoadStates.Ended);
        return Load;
    }

    /// <summary>The text of a file.</summary>
    public string File(int number)
    {
        using var file = new MemoryStream();
        Call(async loads =>
        {
            await loads.WriteFileAsync(number, file, CancellationToken.None);
            return true;
        });
        return Encoding.UTF8.GetString(file.ToArray());
    }

    public string Instructions() => Call(loads => loads.InstructionsAsync(CancellationToken.None))!;

    /// <summary>Imports all files as they are, and reads the contacts.</summary>
    public void Import(Func<string, string>? edit = null, string? group = null)
    {
        foreach (var file in Load.Files.Select(f => File(f.Number)).ToList())
        {
            RapidPro.ImportContacts(edit?.Invoke(file) ?? file, group);
        }

        scenario.Read(SyncKinds.Contacts);
    }

    public void Release()
    {
        Call(loads => loads.ReleaseAsync(CancellationToken.None));
        scenario.Until(() => Load.State == BulkLoadStates.Ended && scenario.World.AreQueuesEmpty);
    }

    /// <summary>Lets time pass and reads the contacts, so that the end of a load is looked for.</summary>
    public void Pass(TimeSpan time)
    {
        var passed = false;
        scenario.World.At(time, "time passes", () => passed = true);
        scenario.Until(() => passed);
        scenario.Read(SyncKinds.Contacts);
    }

    /// <summary>Reads both sides until nothing is to be written any more.</summary>
    public void Settle()
    {
        for (var round = 0; round < 3; round++)
        {
            ReadBoth();
        }
    }

    /// <summary>How many requests of a kind reach RapidPro from now on.</summary>
    public Func<int> Count(string method, string endpoint)
    {
        var count = 0;
        var before = scenario.World.AnswerOf;
        scenario.World.AnswerOf = (what, request) =>
        {
            count += what.StartsWith($"rapidpro {method} /api/v2/{endpoint}.json", StringComparison.Ordinal) ? 1 : 0;
            return before?.Invoke(what, request);
        };
        return () => count;
    }

    /// <summary>Through the instance that no fault meets, so that a condition can ask too.</summary>
    private T Call<T>(Func<BulkLoads, Task<T>> call) => call(Loads).Result;
}
