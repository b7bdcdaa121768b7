namespace Mhero.Core.Sync.FlowResults.Polling;

/// <summary>The time that one call of a function has for reading: the host ends it after ten minutes (<c>functionTimeout</c>).</summary>
internal sealed class ReadingBudget : IDisposable
{
    /// <summary>No page is begun after this. Pages that were read are stored, and the next call goes on.</summary>
    private static readonly TimeSpan NoPageAfter = TimeSpan.FromMinutes(4);

    /// <summary>A page that was begun before is broken off here.</summary>
    private static readonly TimeSpan EndsAfter = TimeSpan.FromMinutes(8);

    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenSource _either;

    public ReadingBudget(TimeProvider time, CancellationToken cancellationToken)
    {
        (_time, _began) = (time, time.GetTimestamp());
        _end = new CancellationTokenSource(EndsAfter, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
    }

    /// <summary>Whether nothing further is to be begun.</summary>
    public bool IsSpent => _time.GetElapsedTime(_began) >= NoPageAfter;

    /// <summary>Whether <see cref="Token"/> was cancelled because the time is over.</summary>
    public bool IsOver => _end.IsCancellationRequested;

    /// <summary>Cancels by the caller's token, and when the time is over.</summary>
    public CancellationToken Token => _either.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _end.Dispose();
    }
}
