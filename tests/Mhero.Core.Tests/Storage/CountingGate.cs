using Mhero.MemoryStorage;

namespace Mhero.Core.Tests.Storage;

/// <summary>Counts the operations on tables and queues, and does what a test wants before each.</summary>
internal sealed class CountingGate : IStorageGate
{
    private int _count;

    /// <summary>The operations since the last <see cref="Reset"/>.</summary>
    public int Count => Volatile.Read(ref _count);

    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public void Reset() => Volatile.Write(ref _count, 0);

    public async Task<T> RunAsync<T>(string operation, Func<T> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        await Before(operation);
        return work();
    }
}
