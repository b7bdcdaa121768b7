using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Mhero.DevHost.Host;

/// <summary>Keeps a message hidden from others while its function runs, and knows the receipt that the last renewal gave.</summary>
internal sealed partial class MessageLease : IDisposable
{
    private readonly QueueClient queue;
    private readonly QueueMessage message;
    private readonly TimeSpan duration;
    private readonly HostWork work;
    private readonly ILogger logger;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;
    private string receipt;

    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan duration, HostWork work, ILogger logger)
    {
        (this.queue, this.message, this.duration, this.work, this.logger) = (queue, message, duration, work, logger);
        receipt = message.PopReceipt;
        renewing = RenewAsync();
    }

    /// <summary>Ends the renewals and returns the receipt for deleting or releasing the message.</summary>
    public async Task<string> EndAsync()
    {
        await ended.CancelAsync();
        await renewing;
        return receipt;
    }

    public void Dispose() => ended.Dispose();

    private async Task RenewAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(duration / 2, ended.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (work.IsAborted)
            {
                return;
            }

            try
            {
                // Not cancelled half-way: a renewal that happened unseen would leave us with a receipt that no longer counts.
                var update = await queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: duration, cancellationToken: CancellationToken.None);
                receipt = update.Value.PopReceipt;
            }
            catch (RequestFailedException error)
            {
                LogNotRenewed(error, message.MessageId, queue.Name);
                if (error.Status is 400 or 404)
                {
                    return;
                }
            }
        }
    }

    [LoggerMessage(EventId = 9201, Level = LogLevel.Warning, Message = "Message {MessageId} of queue {Queue} could not be kept hidden; it may be delivered again")]
    private partial void LogNotRenewed(Exception error, string messageId, string queue);
}
