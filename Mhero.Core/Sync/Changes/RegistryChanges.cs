using System.Collections.Concurrent;
using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Sync.Changes;

/// <summary>
/// Has the registry read soon after it notified mHero of a change. The content of the notification is not trusted: the pollers are read
/// as by their timers, so notifications that come twice, late, out of order or not at all do no harm. A thousand notifications
/// cause one reading every few seconds.
/// </summary>
public sealed partial class RegistryChanges
{
    /// <summary>The largest assumed difference between the clocks of the app's instances and of the queue.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<ChangeLook> _looks;
    private readonly OrderClaimStore _claims;
    private readonly TimeProvider _time;
    private readonly IOptions<ChangeOptions> _options;
    private readonly ILogger<RegistryChanges> _logger;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _covered = new();

    internal RegistryChanges(IEnumerable<ChangeLook> looks, OrderClaimStore claims, TimeProvider time, IOptions<ChangeOptions> options, ILogger<RegistryChanges> logger) =>
        (_looks, _claims, _time, _options, _logger) = ([.. looks], claims, time, options, logger);

    /// <summary>Orders the readings that may see the change.</summary>
    /// <param name="notice">The notification.</param>
    /// <param name="cancellationToken">Cancels; the sender then has to repeat the notification.</param>
    /// <returns>The names of the readings that will see the change; empty when none covers its type.</returns>
    public async Task<IReadOnlyList<string>> AcceptAsync(ChangeNotice notice, CancellationToken cancellationToken)
    {
        var looks = _looks.Where(l => notice.IsOpen || notice.Types.Any(l.Types.Contains)).ToList();
        foreach (var look in looks)
        {
            await OrderAsync(look, cancellationToken);
        }

        return [.. looks.Select(l => l.Name)];
    }

    private async Task OrderAsync(ChangeLook look, CancellationToken cancellationToken)
    {
        // A burst comes to few instances: what this one has seen on the queue needs no request.
        var came = _time.GetUtcNow();
        if (_covered.TryGetValue(look.Name, out var until) && came < until)
        {
            return;
        }

        var delay = _options.Value.Delay;
        var covers = delay - (delay > ClockDifference * 2 ? ClockDifference : delay / 2);
        if (await _claims.OrderOnceAsync(look.Name, covers, token => look.OrderAsync(delay, token), cancellationToken))
        {
            _covered[look.Name] = came + covers;
            LogOrdered(look.Name, (int)delay.TotalMilliseconds);
        }
    }

    [LoggerMessage(4080, LogLevel.Information, "The registry notified mHero of a change: {Look} is read in {Milliseconds} ms")]
    private partial void LogOrdered(string look, int milliseconds);
}
