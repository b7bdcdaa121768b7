namespace Mhero.MemoryStorage;

/// <summary>Does every operation at once.</summary>
internal sealed class OpenGate : IStorageGate
{
    public static OpenGate Instance { get; } = new();

    public Task<T> RunAsync<T>(string operation, Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(work());
        }
#pragma warning disable CA1031 // The exception belongs to the task, as with every asynchronous method.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<T>(e);
        }
    }
}
