namespace Mhero.Core.Storage;

/// <summary>
/// A read that many ask for at the same moment and that is done for all of them at once. Whoever asks gets what a read found
/// that began after they asked, so nobody is told anything older than by a read of their own.
/// </summary>
/// <typeparam name="T">What is read; all who share it share the object.</typeparam>
/// <param name="read">Reads it; it is nobody's in particular, so it is not cancelled.</param>
internal sealed class SharedRead<T>(Func<Task<T>> read)
{
    private readonly Lock _lock = new();
    private Task _current = Task.CompletedTask;
    private Task<T>? _next;

    /// <summary>Reads it, alone or with others.</summary>
    /// <param name="cancellationToken">Ends the wait; the read goes on for the others.</param>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        Task<T> mine;
        lock (_lock)
        {
            mine = _next ??= AfterAsync(_current);
        }

        return mine.WaitAsync(cancellationToken);
    }

    private async Task<T> AfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            // From here on whoever asks waits for the next one.
            (_current, _next) = (_next!, null);
        }

        return await read();
    }
}
