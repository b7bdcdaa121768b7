using Mhero.MemoryStorage;

namespace Mhero.Bench.Load.Measure;

/// <summary>Counts the requests to storage in memory, and makes each take as long as one to Azure.</summary>
internal sealed class SlowGate : IStorageGate
{
    private long _count;

    /// <summary>Requests since the last <see cref="Reset"/>.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>How long a request takes.</summary>
    public TimeSpan Latency { get; set; }

    public void Reset() => Interlocked.Exchange(ref _count, 0);

    public async Task<T> RunAsync<T>(string operation, Func<T> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, cancellationToken);
        }

        return work();
    }
}
