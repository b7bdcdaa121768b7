using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Queues;

/// <summary>
/// Makes one order of many wishes for the same, among all instances of the app, without losing the last of them: a caller
/// gets an answer only when an order is known to be on the queue and not to begin before the wish.
/// See docs/adr/0012.
/// </summary>
/// <param name="table">Where the claims are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class OrderClaimStore(DocumentTable table, TimeProvider time)
{
    private const string Partition = "orders";

    /// <summary>How long others wait for the one who holds the claim; an order takes a fraction of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Orders, unless an order that covers this moment is on the queue already.</summary>
    /// <param name="name">The name of the order.</param>
    /// <param name="covers">How long the order that is sent covers later wishes; it must not be carried out earlier.</param>
    /// <param name="send">Puts the order on the queue; sending it twice is harmless.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is an order.</param>
    /// <returns>Whether this call sent the order.</returns>
    public async Task<bool> OrderOnceAsync(string name, TimeSpan covers, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        var me = Guid.NewGuid().ToString("N");
        var began = time.GetTimestamp();
        while (true)
        {
            var now = time.GetUtcNow();
            var claim = await table.ChangeAsync(
                Partition, name, StorageJson.Instance.OrderClaim,
                before => before is not null && before.CoversUntil > now ? before : new OrderClaim(me, now + covers, false),
                cancellationToken);
            if (claim!.By == me)
            {
                await SendAsync(name, claim, send, cancellationToken);
                return true;
            }

            if (claim.IsSent)
            {
                return false;
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                // The holder of the claim may have died. One order too many does no harm, one too few does.
                await send(cancellationToken);
                return true;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task SendAsync(string name, OrderClaim claim, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        try
        {
            await send(cancellationToken);
        }
        catch
        {
            // So that the next one need not wait for it.
            await ChangeOwnAsync(name, claim with { CoversUntil = DateTimeOffset.MinValue }, CancellationToken.None);
            throw;
        }

        await ChangeOwnAsync(name, claim with { IsSent = true }, cancellationToken);
    }

    private Task<OrderClaim?> ChangeOwnAsync(string name, OrderClaim claim, CancellationToken cancellationToken) => table.ChangeAsync(
        Partition, name, StorageJson.Instance.OrderClaim, before => before?.By == claim.By ? claim : before, cancellationToken);
}
