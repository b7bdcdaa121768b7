using Mhero.Core.Floip.Http;

namespace Mhero.Core;

/// <summary>Decides how often a request to a FLOIP server is repeated within a reading, and waits before each repeat.</summary>
/// <param name="time">The clock.</param>
internal sealed class FlowResultsWaits(TimeProvider time)
{
    /// <summary>A server that throttles every page must not end the reading: it would begin again at the first page.</summary>
    private const int MaxAttempts = 5;

    /// <summary>Longer waits end the reading, which is ordered again for when they are over.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    /// <summary>Waits before a request is repeated.</summary>
    /// <param name="error">Why the request failed.</param>
    /// <param name="attempt">How often it was sent.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it is to be sent again.</returns>
    public async Task<bool> WaitAsync(FlowResultsException error, int attempt, CancellationToken cancellationToken)
    {
        var delay = error.RetryAfter ?? TimeSpan.FromSeconds(1 << Math.Min(attempt - 1, 5));
        if (attempt >= MaxAttempts || delay > MaxWait)
        {
            return false;
        }

        await Task.Delay(delay, time, cancellationToken);
        return true;
    }
}
