namespace Mhero.Core.Storage.Tables;

/// <summary>
/// A read that many callers ask for at the same moment and that is done for all of them at once. A caller gets the result of a read
/// that began after the call, so no caller gets an older result than by a read of its own.
/// </summary>
/// <typeparam name="T">The type of the result; all callers share the object.</typeparam>
/// <param name="read">Reads it; it does not belong to one caller, so it is not cancelled.</param>
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
            // From here on callers wait for the next read.
            (_current, _next) = (_next!, null);
        }

        return await read();
    }
}
