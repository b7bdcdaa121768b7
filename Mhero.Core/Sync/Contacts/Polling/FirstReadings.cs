using System.Collections.Concurrent;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Queueing;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>
/// Orders a side's first reading again when it failed on the way, since records of the other side wait for its end:
/// nothing is created before both sides are known.
/// </summary>
internal sealed class FirstReadings(WorkQueue<ContactItem> queue, CursorStore cursors)
{
    /// <summary>After so many failures in a row the reading is left to the timer: about six minutes by default.</summary>
    private const int MaxOrders = 10;

    /// <summary>The wait grows up to that before the third attempt: 45 s by default.</summary>
    private const int MaxDelayStep = 3;

    private readonly ConcurrentDictionary<PolledSide, int> _failures = new();

    /// <summary>Orders the reading again where that helps.</summary>
    /// <param name="poller">The side that was read.</param>
    /// <param name="failure">Why it was not read to its end; null when it was.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    public async Task SettleAsync(PolledSide poller, Exception? failure, CancellationToken cancellationToken)
    {
        if (failure is not (RapidProException { Kind: RapidProErrorKind.Transient } or FhirException { Kind: FhirErrorKind.Transient }))
        {
            _failures.TryRemove(poller, out _);
            return;
        }

        var known = await cursors.ReadAsync(poller == PolledSide.Contacts ? CursorNames.ContactsKnown : CursorNames.WorkersKnown, cancellationToken);
        var failures = _failures.AddOrUpdate(poller, 1, (_, count) => count + 1);
        if (known.Position is null && failures <= MaxOrders)
        {
            await queue.OrderAsync(poller.ToString(), queue.DelayBefore(Math.Min(failures, MaxDelayStep)), cancellationToken);
        }
    }
}
