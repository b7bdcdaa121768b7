using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulation.Tests.Processes;

namespace Mhero.Simulation.Tests.Bulk;

/// <summary>Bulk loads of seeds: people treat the files as the seed says, while both sides, the storage and the processes fail.</summary>
public sealed class BulkLoadSeedTests
{
    private const int Workers = 12;

    [ScenarioTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(72)]
    [InlineData(99)]
    public void BulkLoad_OfASeed_LinksEachWorkerOnceAndKeepsEachNewerName(int seed) => Scenario.Run(
        scenario =>
        {
            var random = new Random(seed);
            var world = scenario.World;
            scenario.Rest();
            var workers = Enumerable.Range(0, Workers).Select(i => scenario.AddWorker("Bulk", "Number" + i, Number(i))).ToList();
            var names = workers.ToDictionary(w => w, w => "Bulk Number" + workers.IndexOf(w));
            world.IsFaulty = true;
            for (var round = 0; round < 3; round++)
            {
                var loads = scenario.Inspector.Services.GetRequiredService<BulkLoads>();
                BulkLoad Load() => Calmly(world, () => loads.FindAsync(CancellationToken.None))!;
                Calmly(world, () => loads.StartAsync(1, CancellationToken.None));
                scenario.Until(() => Load().State is BulkLoadStates.Waiting or BulkLoadStates.Ended);
                var files = Load().Files.Select(f => Rows(world, loads, f.Number)).ToList();
                Change(scenario, random, workers, names);
                Import(scenario, random, files);
                Change(scenario, random, workers, names);
                Pass(world, TimeSpan.FromMinutes(random.Next(5, 40)));
                Import(scenario, random, files);
                Calmly(world, () => loads.ReleaseAsync(CancellationToken.None));
                scenario.Until(() => Load().State == BulkLoadStates.Ended);
            }

            world.IsFaulty = false;
            Pass(world, TimeSpan.FromMinutes(20));
            Replay(scenario);
            scenario.Rest();
            scenario.Rest();

            Assert.Empty(scenario.DeadLetters);
            var links = scenario.ContactLinks().ToDictionary(l => l.Worker, l => l.Contact);
            Assert.Equal(Workers, scenario.RapidPro.Contacts.Count);
            Assert.All(workers, w =>
            {
                var contact = scenario.ContactOf(w);
                Assert.Equal(contact.Uuid.ToString(), links.GetValueOrDefault(w));
                Assert.Equal(["tel:" + Number(workers.IndexOf(w))], contact.Urns);
                Assert.Equal(names[w], contact.Name);
            });
        },
        WorldPlan.Still(("Mhero:BulkLoad:RowsPerFile", "5"), ("Mhero:BulkLoad:SettleAfter", "00:20:00")) with
        {
            Seed = seed,
            HttpFaults = 40,
            StorageFaults = 8,
            Deaths = 20,
            Redeliveries = 80,
        });

    private static string Number(int i) => string.Create(CultureInfo.InvariantCulture, $"+25078{8400000 + (i * 7)}");

    /// <summary>A person repeats a request until the app answers: here it is sent once, without faults.</summary>
    private static T Calmly<T>(World world, Func<Task<T>> ask)
    {
        (var isFaulty, world.IsFaulty) = (world.IsFaulty, false);
        var answer = ask().Result;
        world.IsFaulty = isFaulty;
        return answer;
    }

    private static List<string> Rows(World world, BulkLoads loads, int number)
    {
        using var file = new MemoryStream();
        Calmly(world, async () =>
        {
            await loads.WriteFileAsync(number, file, CancellationToken.None);
            return true;
        });
        return [.. System.Text.Encoding.UTF8.GetString(file.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Some workers get another name in the registry.</summary>
    private static void Change(Scenario scenario, Random random, List<string> workers, Dictionary<string, string> names)
    {
        foreach (var worker in workers.Where(_ => random.Next(4) == 0))
        {
            var given = string.Create(CultureInfo.InvariantCulture, $"Name{random.Next(1000)}");
            scenario.World.Registry.Edit("Practitioner", worker, w => w["name"]![0]!["given"] = new JsonArray(given));
            names[worker] = $"{given} Number{workers.IndexOf(worker)}";
        }
    }

    /// <summary>A person imports some files, with some of their rows.</summary>
    private static void Import(Scenario scenario, Random random, List<List<string>> files)
    {
        foreach (var file in files.Where(_ => random.Next(3) > 0))
        {
            var rows = file.Skip(1).Where(_ => random.Next(5) > 0).ToList();
            if (rows.Count > 0)
            {
                scenario.RapidPro.ImportContacts(string.Join("\r\n", rows.Prepend(file[0])), random.Next(2) == 0 ? "Health workers" : null);
            }
        }
    }

    private static void Pass(World world, TimeSpan time)
    {
        var passed = false;
        world.At(time, "time passes", () => passed = true);
        world.Drive(() => passed);
    }

    private static void Replay(Scenario scenario)
    {
        var letters = scenario.Inspector.Services.GetRequiredService<Core.Storage.DeadLetters.DeadLetterStore>();
        foreach (var letter in scenario.DeadLetters)
        {
            letters.ReplayAsync(letter.Id, CancellationToken.None).Wait();
        }
    }
}
