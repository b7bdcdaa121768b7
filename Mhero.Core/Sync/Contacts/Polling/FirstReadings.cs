using System.Collections.Concurrent;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>
/// Orders a side's first reading again when it failed on the way, since records of the other side wait for its end:
/// nothing is created before both sides are known.
/// </summary>
internal sealed class FirstReadings(WorkQueue<ContactItem> queue, ChangePoller poller)
{
    /// <summary>After so many failures in a row the reading is left to the timer: about six minutes by default.</summary>
    private const int MaxOrders = 10;

    /// <summary>The wait grows up to that before the fourth attempt: 45 s by default.</summary>
    private const int MaxDelayStep = 4;

    private readonly ConcurrentDictionary<string, int> _failures = new();

    /// <summary>Orders the reading again where that helps.</summary>
    /// <param name="order">The order that reads the side again.</param>
    /// <param name="mark">Name of the mark that the side was read to its end.</param>
    /// <param name="failure">Why it was not read to its end; null when it was.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    public async Task SettleAsync(string order, string mark, Exception? failure, CancellationToken cancellationToken)
    {
        if (failure is not (RapidProException { Kind: RapidProErrorKind.Transient } or FhirException { Kind: FhirErrorKind.Transient }))
        {
            _failures.TryRemove(order, out _);
            return;
        }

        var failures = _failures.AddOrUpdate(order, 1, (_, count) => count + 1);
        if (failures <= MaxOrders && !await poller.WasReadAsync(mark, cancellationToken))
        {
            await queue.OrderAsync(order, queue.DelayBefore(Math.Min(failures, MaxDelayStep)), cancellationToken);
        }
    }
}
