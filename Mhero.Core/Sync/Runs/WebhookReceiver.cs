using Mhero.Core.RapidPro.Webhooks;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Runs;

/// <summary>Puts runs that webhooks bring on the queue. Nothing else is done while the contact waits.</summary>
public sealed class WebhookReceiver
{
    /// <summary>Two equal bodies that come within this time are one call that was repeated.</summary>
    private static readonly TimeSpan RepeatWindow = TimeSpan.FromHours(1);

    private readonly WorkQueue<RunItem> _queue;
    private readonly RunSyncOptions _options;
    private readonly TimeProvider _time;

    internal WebhookReceiver(WorkQueue<RunItem> queue, IOptions<RunSyncOptions> options, TimeProvider time) =>
        (_queue, _options, _time) = (queue, options.Value, time);

    /// <summary>Takes a run.</summary>
    /// <param name="webhook">The run of the webhook.</param>
    /// <param name="isSimulation">Whether RapidPro's own simulator called.</param>
    /// <param name="cancellationToken">Cancels; the run may already be on the queue.</param>
    /// <returns>The result.</returns>
    public async Task<WebhookReceipt> AcceptAsync(WebhookRun webhook, bool isSimulation, CancellationToken cancellationToken)
    {
        if (isSimulation && !_options.AcceptSimulations)
        {
            return new WebhookReceipt(WebhookAnswer.Ignored, null);
        }

        var now = _time.GetUtcNow();
        var uuid = webhook.Run ?? Guid.Parse(webhook.StableKey(now, RepeatWindow));
        var run = webhook.ToRun(uuid, now);
        var sent = await _queue.TrySendAsync(
            new RunItem
            {
                Run = RunPoller.SnapshotOf(run),
                ReceivedOn = now,
                IsUnnamed = webhook.Run is null,
                IsSimulation = isSimulation,
            },
            cancellationToken);
        return new WebhookReceipt(sent ? WebhookAnswer.Accepted : WebhookAnswer.TooLarge, uuid);
    }
}
