using Azure.Storage.Queues;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.FaultSimulation.Worlds.Subjects;
using Mhero.Simulator;

namespace Mhero.FaultSimulation.Worlds;

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

    public Instance Inspector => _world.Inspector;

    public IReadOnlyList<DeadLetter> DeadLetters => Inspector.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 1000).Result;

    public IReadOnlyList<Review> Reviews => _world.Inspector.Services.GetRequiredService<ReviewStore>().ListAsync(100).Result;

    /// <summary>Runs a test in a world of its own.</summary>
    public static void Run(Action<Scenario> test, WorldPlan? plan = null)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                using var scenario = new Scenario(plan ?? WorldPlan.Still());
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

    /// <summary>Reads a poller once and goes on until nothing is on a queue and nothing is under way.</summary>
    /// <returns>Whether the reading came to its end.</returns>
    public bool Read(string kind)
    {
        bool? succeeded = null;
        var instance = _world.AnyInstance()!;
        _world.Invoke(instance, "read " + kind, () => instance.SyncOf(kind).ReadAsync(kind, CancellationToken.None), s => succeeded = s, () => succeeded = false);
        _world.Drive(() => succeeded is not null && _world.AreQueuesEmpty);
        return succeeded == true;
    }

    /// <summary>Goes on until a condition holds.</summary>
    public void Until(Func<bool> condition) => _world.Drive(condition);

    /// <summary>Reads a poller once, and delivers no message.</summary>
    public void ReadAlone(string kind)
    {
        _world.Delivers = false;
        var ended = false;
        var instance = _world.AnyInstance()!;
        _world.Invoke(instance, "read " + kind, () => instance.SyncOf(kind).ReadAsync(kind, CancellationToken.None), _ => ended = true);
        _world.Drive(() => ended);
        _world.Delivers = true;
    }

    /// <summary>Takes all messages from a queue, so that they can be delivered late.</summary>
    public IReadOnlyList<string> TakeMessages(string queue)
    {
        var client = _world.Account.Queue(queue, QueueMessageEncoding.None);
        var taken = client.ReceiveMessagesAsync(32).Result.Value;
        taken.ToList().ForEach(m => client.DeleteMessageAsync(m.MessageId, m.PopReceipt).Wait());
        return [.. taken.Select(m => m.Body.ToString())];
    }

    /// <summary>Puts messages on a queue.</summary>
    public void PutMessages(string queue, IReadOnlyList<string> messages) =>
        messages.ToList().ForEach(m => _world.Account.Queue(queue, QueueMessageEncoding.None).SendMessageAsync(m, null, TimeSpan.FromSeconds(-1)).Wait());

    /// <summary>Posts a text for workers until it is taken, and goes on until nothing is on a queue.</summary>
    public RequestedText Send(string text, IReadOnlyList<string> workers)
    {
        var requested = new RequestedText(text, workers);
        Post(requested);
        _world.Drive(() => requested.Id is not null && _world.AreQueuesEmpty);
        return requested;
    }

    private void Post(RequestedText requested)
    {
        void Again() => _world.At(TimeSpan.FromSeconds(30), "posted again", () => Post(requested));
        if (_world.AnyInstance() is { } instance)
        {
            _world.Invoke(instance, "communication request", async () => requested.Take(await requested.PostAsync(instance)), succeeded =>
            {
                if (!succeeded)
                {
                    Again();
                }
            }, Again);
        }
        else
        {
            Again();
        }
    }

    /// <summary>Lets no timer fire from now on.</summary>
    public void StopTimers() => _pollers.Stop();

    public SimulatedRun AddRun(Guid flow, Guid contact, int age)
    {
        var text = age.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return RapidPro.AddRun(new SimulatedRun
        {
            Flow = flow,
            Contact = contact,
            Responded = true,
            ExitType = "completed",
            Values = new Dictionary<string, SimulatedRunValue> { ["age"] = new() { Value = text, Input = text, Category = "Number" } },
        });
    }

    public SimulatedContact AddContact(string name, string number) => RapidPro.AddContact(new SimulatedContact { Name = name, Urns = ["tel:" + number] });

    public string AddWorker(string given, string family, params string[] numbers) => _world.Registry.Add(new JsonObject
    {
        ["resourceType"] = "Practitioner",
        ["active"] = true,
        ["name"] = new JsonArray(new JsonObject { ["given"] = new JsonArray(given), ["family"] = family }),
        ["telecom"] = Telecom(numbers),
    });

    public void Renumber(string worker, params string[] numbers) => _world.Registry.Edit("Practitioner", worker, w => w["telecom"] = Telecom(numbers));

    public void Activate(string worker, bool active) => _world.Registry.Edit("Practitioner", worker, w => w["active"] = active);

    public IReadOnlyList<string> NumbersOf(string worker) => [.. Worker(worker)["telecom"]!.AsArray().Select(t => (string)t!["value"]!)];

    public JsonObject Worker(string id) => _world.Registry.All("Practitioner").Single(w => (string?)w["id"] == id);

    /// <summary>The workers that name a contact, each with that contact.</summary>
    public IEnumerable<(string Worker, string Contact)> ContactLinks() =>
        _world.Registry.All("Practitioner").Where(w => Link.ContactOf(w) is not null).Select(w => ((string)w["id"]!, Link.ContactOf(w)!));

    /// <summary>The contact that a worker is linked to.</summary>
    public SimulatedContact ContactOf(string worker) => RapidPro.Contacts.Single(c => c.Fields.GetValueOrDefault("globalid") == worker);

    public void Dispose() => _world.Dispose();

    private static JsonArray Telecom(string[] numbers) =>
        [.. numbers.Select(n => new JsonObject { ["system"] = "phone", ["use"] = "mobile", ["value"] = n })];
}
