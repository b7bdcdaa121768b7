using Azure;
using Mhero.MemoryFhir;
using Mhero.MemoryStorage;
using Mhero.Simulator;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>
/// RapidPro, a registry, a storage account and two instances of mHero, under one clock and one schedule. Each operation of an instance on one
/// of the others waits for its turn; the seed decides whose turn it is and what becomes of the operation.
/// </summary>
internal sealed partial class World : IDisposable
{
    public const string RegistryRoot = "http://registry.example.org/fhir/";

    private const int MaxSteps = 150_000;

    private static readonly int[] RetryAfterSeconds = [3, 5, 11, 23, 47, 90];

    private static readonly TimeSpan LeaseOfMessages = TimeSpan.FromMinutes(10);

    private readonly List<Step> _steps = [];
    private readonly List<Invocation> _invocations = [];
    private readonly PriorityQueue<(string Name, Action Act), (DateTimeOffset, int)> _events = new();
    private readonly HttpMessageInvoker _rapidPro;
    private readonly Dictionary<string, string?> _settings;
    private readonly AsyncLocal<int> _current = new();
    private readonly Random _uuids;
    private Instance? _inspector;
    private int _invocationCount;
    private int _eventOrder;

    public World(WorldPlan plan)
    {
        Plan = plan;
        Random = new Random(plan.Seed);
        _uuids = new Random(plan.Seed);
        Account = new MemoryAccount(Clock) { ChooseMessage = count => Random.Next(count) };
        RapidPro = RapidProSimulator.Create(new RapidProSimulatorOptions { TimeProvider = new InstanceTime(Clock, plan.RapidProClock, () => false), AssetDelay = TimeSpan.FromSeconds(5), PageSize = plan.PageSize, NewUuid = NewUuid });
        _rapidPro = new HttpMessageInvoker(RapidPro.CreateHandler());
        Registry = new FhirServer(RegistryRoot, () => Clock.Now + plan.RegistryClock, plan.Traits)
        {
            FailEntry = call => IsFaulty && call.Writes && Chance(Plan.HttpFaults / 2) ? new[] { 409, 429, 500, 503 }[Random.Next(4)] : null,
        };
        _settings = Settings(RapidPro.Options.Token);
        plan.Settings.ToList().ForEach(s => _settings[s.Key] = s.Value);
        Instances = [null, null];
        StartInstance(0);
        StartInstance(1);
    }

    public WorldPlan Plan { get; }

    public Random Random { get; }

    public WorldClock Clock { get; } = new();

    public MemoryAccount Account { get; }

    public RapidProSimulator RapidPro { get; }

    public FhirServer Registry { get; }

    public FloipSide Floip { get; } = new();

    public Instance?[] Instances { get; }

    /// <summary>Whether operations fail and processes die.</summary>
    public bool IsFaulty { get; set; }

    /// <summary>Decides the outcome of a request, given what it is and its body; null leaves it to the schedule.</summary>
    public Func<string, string, HttpFault?>? FaultOf { get; set; }

    /// <summary>Answers a request instead of the side, given what it is and its body; null leaves it to the side.</summary>
    public Func<string, string, HttpResponseMessage?>? AnswerOf { get; set; }

    /// <summary>Whether an operation on the storage fails.</summary>
    public Func<string, bool>? FailsOf { get; set; }

    /// <summary>Whether the process dies at an operation: true after it, false before it, null not at all.</summary>
    public Func<Step, bool?>? DiesAt { get; set; }

    /// <summary>Whether an operation has to wait although it could be done.</summary>
    public Func<Step, bool>? Holds { get; set; }

    public List<string> Trace { get; } = [];

    public int Steps { get; private set; }

    /// <summary>A hash over all operations in the order in which they were done: equal for equal schedules.</summary>
    public ulong Fingerprint { get; private set; } = 14695981039346656037;

    public int HttpRequests { get; private set; }

    /// <summary>How many functions were started, by timers, messages and callers.</summary>
    public int Invocations => _invocationCount;

    public int RapidProWrites { get; private set; }

    public void Note(string what) => Trace.Add(FormattableString.Invariant($"{Steps,6} {Clock.Now:HH:mm:ss.fff} {what}"));

    public bool Chance(int ofThousand) => Random.Next(1000) < ofThousand;

    public void At(TimeSpan after, string name, Action act) => _events.Enqueue((name, act), (Clock.Now + after, ++_eventOrder));

    /// <summary>An instance without its gate, to look at what is stored.</summary>
    public Instance Inspector => _inspector ??= new(this, -1, TimeSpan.Zero, _settings);

    public void Dispose() => _rapidPro.Dispose();

    /// <summary>Does an operation when its turn has come.</summary>
    public Task<T> StepAsync<T>(Instance instance, string what, Func<T> work)
    {
        if (instance.Number < 0)
        {
            // The inspector looks at the storage without taking a turn.
            return Inspect(work);
        }

        var done = new TaskCompletionSource<T>();
        Action Work()
        {
            try
            {
                var result = work();
                return () => done.SetResult(result);
            }
#pragma warning disable CA1031 // The exception belongs to the instance.
            catch (Exception e)
#pragma warning restore CA1031
            {
                return () => done.SetException(e);
            }
        }

        if (!instance.IsDead)
        {
            _steps.Add(new Step(instance, _current.Value, what, Work));
        }

        return done.Task;
    }

    /// <summary>A UUID that the seed decides, for a record of a person.</summary>
    public Guid NextGuid()
    {
        var bytes = new byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private Guid NewUuid()
    {
        var bytes = new byte[16];
        _uuids.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>A hash without hexadecimal digits: ids and ETags are random.</summary>
    private static ulong HashOf(string text)
    {
        var hash = 14695981039346656037;
        foreach (var c in text)
        {
            hash = char.IsAsciiHexDigitLower(c) || c == '-' ? hash : (hash ^ c) * 0x100000001b3;
        }

        return hash;
    }

    private static Task<T> Inspect<T>(Func<T> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (RequestFailedException e)
        {
            return Task.FromException<T>(e);
        }
    }

    /// <summary>Goes on until a condition holds, which is asked whenever nothing can go on without time.</summary>
    /// <param name="isDone">The condition. It runs on the thread of the product, so it must not wait for it.</param>
    public void Drive(Func<bool> isDone) => ProductThreads.Run(() => GoOn(isDone));

    /// <returns>False when the condition holds.</returns>
    private bool GoOn(Func<bool> isDone)
    {
        if (SettleInvocations())
        {
            // An invocation that ended may have started another.
            return true;
        }

        var steps = Waiting();
        var deliveries = Deliverable();
        if (steps.Count == 0 && deliveries.Count == 0)
        {
            if (_invocations.Count == 0 && isDone())
            {
                return false;
            }

            Clock.AdvanceTo(NextMoment() ?? throw new InvalidOperationException("Nothing will ever happen again, though the world is not at rest."));
        }
        else if (steps.Count == 0 || (deliveries.Count > 0 && Random.Next(4) == 0))
        {
            Deliver(deliveries[Random.Next(deliveries.Count)]);
        }
        else
        {
            Take(steps[Random.Next(steps.Count)]);
        }

        while (_events.TryPeek(out var happening, out var due) && due.Item1 <= Clock.Now)
        {
            _events.Dequeue();
            Note("event: " + happening.Name);
            happening.Act();
        }

        return true;
    }

    /// <summary>Starts a function of an instance.</summary>
    public void Invoke(Instance instance, string name, Func<Task> function, Action<bool>? ended = null, Action? abandoned = null) =>
        _invocations.Add(new Invocation(instance, name, Started(function)) { Ended = ended, Abandoned = abandoned });

    public Instance? AnyInstance() => Instances.Where(i => i is not null).ToList() is { Count: > 0 } alive ? alive[Random.Next(alive.Count)] : null;

    public bool IsInvoked(string name) => _invocations.Exists(i => i.Name == name);

    public int CountOf(string queue) => Account.CountOf(queue);

    private void Take(Step step)
    {
        if (++Steps > MaxSteps)
        {
            throw new InvalidOperationException($"The world does not come to rest in {MaxSteps} operations.");
        }

        _steps.Remove(step);
        Fingerprint = (((Fingerprint * 31) + (ulong)step.Instance.Number) * 0x100000001b3) ^ HashOf(step.What) ^ (ulong)Clock.Now.Ticks;

        var dies = DiesAt?.Invoke(step) ?? (IsFaulty && Random.Next(10_000) < Plan.Deaths ? Random.Next(2) == 0 : null);
        if (dies == false)
        {
            Note($"instance {step.Instance.Number} dies before: {step.What}");
            Kill(step.Instance);
            return;
        }

        var hand = step.Work();
        if (dies == true)
        {
            Note($"instance {step.Instance.Number} dies after: {step.What}");
            Kill(step.Instance);
            return;
        }

        if (TraceAll)
        {
            Note($"{step.Instance.Number}/{step.Invocation}: {step.What}");
        }

        Clock.AdvanceTo(Clock.Now + TimeSpan.FromMilliseconds(Random.Next(1, IsFaulty && Random.Next(200) == 0 ? 20_000 : 120)));
        if (!step.Instance.IsDead)
        {
            hand();
        }
    }

    public bool TraceAll { get; set; }

    private List<Step> Waiting() => Holds is { } holds ? _steps.FindAll(s => !holds(s)) : _steps;

    private void StartInstance(int number)
    {
        Note($"instance {number} starts");
        Instances[number] = new Instance(this, number, Plan.InstanceClocks[number], _settings);
    }

    private void Kill(Instance instance)
    {
        instance.IsDead = true;
        Instances[instance.Number] = null;
        _steps.RemoveAll(s => s.Instance == instance);

        foreach (var lost in _invocations.Where(i => i.Instance == instance).ToList())
        {
            _invocations.Remove(lost);
            lost.Abandoned?.Invoke();
        }

        At(TimeSpan.FromSeconds(Random.Next(2, 200)), $"instance {instance.Number} starts", () => StartInstance(instance.Number));
    }

    private DateTimeOffset? NextMoment()
    {
        var moments = new List<DateTimeOffset>();
        if (Clock.NextDue is { } due)
        {
            moments.Add(due);
        }

        if (_events.TryPeek(out _, out var happening))
        {
            moments.Add(happening.Item1);
        }

        if (Account.NextVisibleOn(Clock.Now) is { } visible)
        {
            moments.Add(visible);
        }

        return moments.Count == 0 ? null : moments.Min() is var first && first > Clock.Now ? first : Clock.Now + TimeSpan.FromMilliseconds(1);
    }

    private static Dictionary<string, string?> Settings(string token) => new()
    {
        ["Mhero:RapidPro:BaseUrl"] = "http://rapidpro.example.org/",
        ["Mhero:RapidPro:Token"] = token,
        ["Mhero:Fhir:BaseUrl"] = RegistryRoot,
        ["Mhero:RapidPro:RetryBaseDelay"] = "00:00:00",
        ["Mhero:Fhir:RetryBaseDelay"] = "00:00:00.010",
        ["Mhero:Fhir:PageSize"] = "4",
        ["Mhero:Contacts:DefaultRegion"] = "RW",
        ["Mhero:Contacts:BatchSize"] = "5",
        ["Mhero:Runs:BatchSize"] = "5",
        ["Mhero:Messaging:ChunkSize"] = "3",
        ["OptOutsQueue"] = "opt-outs",
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
    };
}
