namespace Mhero.DevHost.Host;

/// <summary>What all parts of the host share: how much is in work, when something ended, and how the host is ending itself.</summary>
internal sealed class HostWork : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _invocations = new();
    private TaskCompletionSource _ended = NewSignal();
    private int _inWork;
    private long _begun;

    /// <summary>Cancelled when nothing new is to be begun.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>The token of the functions: cancelled when a stopping host does not wait any longer.</summary>
    public CancellationToken Invocations => _invocations.Token;

    /// <summary>True once the host plays dead: what still runs must leave no trace in the queues.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>Calls and messages in work.</summary>
    public int InWork => Volatile.Read(ref _inWork);

    /// <summary>How many were ever begun; tells whether anything happened in between.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Done as soon as the next piece of work ends: queues that look empty may then be worth a look.</summary>
    public Task Ended => Volatile.Read(ref _ended).Task;

    /// <summary>Counts one piece of work until the result is disposed.</summary>
    public IDisposable Begin()
    {
        Interlocked.Increment(ref _begun);
        Interlocked.Increment(ref _inWork);
        return new Piece(this);
    }

    public void Stop() => _stopping.Cancel();

    public void Abort()
    {
        IsAborted = true;
        _stopping.Cancel();
    }

    /// <summary>Waits until nothing is in work; after the grace period it cancels the functions' token and waits once more as long.</summary>
    public async Task DrainAsync(TimeSpan grace)
    {
        if (!await IsDrainedAsync(grace))
        {
            await _invocations.CancelAsync();
            await IsDrainedAsync(grace);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _invocations.Dispose();
    }

    private async Task<bool> IsDrainedAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            while (true)
            {
                var signal = Ended;
                if (InWork == 0)
                {
                    return true;
                }

                await signal.WaitAsync(timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void End()
    {
        Interlocked.Decrement(ref _inWork);
        Interlocked.Exchange(ref _ended, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Piece(HostWork work) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                work.End();
            }
        }
    }
}
