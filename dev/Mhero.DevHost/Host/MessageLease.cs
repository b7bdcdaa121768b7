using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Mhero.DevHost.Host;

/// <summary>Keeps a message hidden from others while its function runs, and knows the receipt that the last renewal gave.</summary>
internal sealed partial class MessageLease : IDisposable
{
    private readonly QueueClient _queue;
    private readonly QueueMessage _message;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly HostWork _work;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;
    private string _receipt;

    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan duration, TimeProvider time, HostWork work, ILogger logger)
    {
        (_queue, _message, _duration, _time, _work, _logger) = (queue, message, duration, time, work, logger);
        _receipt = message.PopReceipt;
        _renewing = RenewAsync();
    }

    /// <summary>Ends the renewals and returns the receipt for deleting or releasing the message.</summary>
    public async Task<string> EndAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        return _receipt;
    }

    public void Dispose() => _ended.Dispose();

    private async Task RenewAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(_duration / 2, _time, _ended.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (_work.IsAborted)
            {
                return;
            }

            try
            {
                // Not cancelled half-way: a renewal that happened unseen would leave us with a receipt that no longer counts.
                var update = await _queue.UpdateMessageAsync(_message.MessageId, _receipt, visibilityTimeout: _duration, cancellationToken: CancellationToken.None);
                _receipt = update.Value.PopReceipt;
            }
            catch (RequestFailedException error)
            {
                LogNotRenewed(error, _message.MessageId, _queue.Name);
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
