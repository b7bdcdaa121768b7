using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Tests.Host.Samples;

/// <summary>What the sample functions do when they are called, set by the test; and what they saw.</summary>
public sealed class SampleBehaviour
{
    private int _running;
    private int _mostRunning;

    public ConcurrentQueue<string> Texts { get; } = [];

    public ConcurrentQueue<string> Poisoned { get; } = [];

    public ConcurrentQueue<SampleItem?> Items { get; } = [];

    public ConcurrentQueue<TimerInfo> Ticks { get; } = [];

    public ConcurrentQueue<Guid> Scopes { get; } = [];

    public Func<string, CancellationToken, Task> OnText { get; set; } = (_, _) => Task.CompletedTask;

    public Func<CancellationToken, Task> OnTick { get; set; } = _ => Task.CompletedTask;

    public int Disposed { get; set; }

    public int MostRunning => _mostRunning;

    /// <summary>Counts how many calls run at the same time.</summary>
    public async Task RunAsync(Func<Task> call)
    {
        var now = Interlocked.Increment(ref _running);
        for (var most = _mostRunning; now > most; most = _mostRunning)
        {
            Interlocked.CompareExchange(ref _mostRunning, now, most);
        }

        try
        {
            await call();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
