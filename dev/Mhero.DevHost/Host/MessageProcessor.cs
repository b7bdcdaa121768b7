using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Mhero.DevHost.Host;

/// <summary>
/// One message from reception to its end: run the function, then delete the message, or let it come back later, or move it to the
/// poison queue. The order of the calls is such that a message is rather delivered twice than lost.
/// </summary>
internal sealed partial class MessageProcessor(
    HostFunction function, FunctionInvoker invoker, IServiceProvider services, (QueueClient Queue, QueueClient? Poison) queues,
    HostJson hostJson, Func<QueueMessage, MessageLease> keepHidden, HostWork work, ILogger logger)
{
    /// <summary>The suffix of the queue for messages whose attempts are used up. A queue with that suffix has none itself.</summary>
    public const string PoisonSuffix = "-poison";

    private readonly QueueClient _queue = queues.Queue;
    private readonly QueueClient? _poison = queues.Poison;

    /// <summary>Never throws: an error is logged, and the message becomes visible again after its lease.</summary>
    public async Task ProcessAsync(QueueMessage message)
    {
        using var lease = keepHidden(message);
        var outcome = Outcome.Failed;
        try
        {
            outcome = await RunAsync(message);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The invoker has logged the function's exception; this line names the kind of one thrown before it, such as for a malformed message.
            LogAttemptFailed(message.MessageId, _queue.Name, message.DequeueCount, hostJson.MaxDequeueCount, error.GetType().Name);
            outcome = work.Invocations.IsCancellationRequested ? Outcome.Interrupted : Outcome.Failed;
        }

        var receipt = await lease.EndAsync();
        if (work.IsAborted)
        {
            return;
        }

        try
        {
            await CompleteAsync(message, receipt, outcome);
        }
        catch (RequestFailedException error)
        {
            LogNotCompleted(error, message.MessageId, _queue.Name);
        }
    }

    private async Task<Outcome> RunAsync(QueueMessage message)
    {
        if (_poison is not null && message.DequeueCount > hostJson.MaxDequeueCount)
        {
            return Outcome.Poison;
        }

        if (!QueueMessageBinding.TryDecode(message, hostJson.MessagesAreBase64, out var text))
        {
            LogNotBase64(message.MessageId, _queue.Name);
            return Outcome.Poison;
        }

        await using var scope = services.CreateAsyncScope();
        await invoker.InvokeAsync(
            scope.ServiceProvider,
            parameter => parameter.Position == function.TriggerParameter.Position ? QueueMessageBinding.Argument(parameter.ParameterType, message, text) : null,
            work.Invocations);
        return Outcome.Succeeded;
    }

    private async Task CompleteAsync(QueueMessage message, string receipt, Outcome outcome)
    {
        var usedUp = outcome == Outcome.Failed && message.DequeueCount >= hostJson.MaxDequeueCount;
        if (outcome == Outcome.Succeeded)
        {
            await _queue.DeleteMessageAsync(message.MessageId, receipt);
        }
        else if (outcome == Outcome.Interrupted)
        {
            await _queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: TimeSpan.Zero);
        }
        else if (_poison is null)
        {
            // Without a poison queue the message stays hidden until its lease ends, or it would come round and round at full speed.
            LogLeft(message.MessageId, _queue.Name);
        }
        else if (outcome == Outcome.Poison || usedUp)
        {
            await MoveToPoisonAsync(_poison, message, receipt);
        }
        else
        {
            await _queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: hostJson.VisibilityTimeout);
        }
    }

    private async Task MoveToPoisonAsync(QueueClient poisonQueue, QueueMessage message, string receipt)
    {
        try
        {
            await poisonQueue.SendMessageAsync(message.Body);
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            await poisonQueue.CreateIfNotExistsAsync();
            await poisonQueue.SendMessageAsync(message.Body);
        }

        await _queue.DeleteMessageAsync(message.MessageId, receipt);
        LogPoison(message.MessageId, _queue.Name, message.DequeueCount, poisonQueue.Name);
    }

    [LoggerMessage(EventId = 9221, Level = LogLevel.Warning, Message = "Message {MessageId} of queue {Queue} failed, attempt {Attempt} of {Attempts}: {Error}")]
    private partial void LogAttemptFailed(string messageId, string queue, long attempt, int attempts, string error);

    [LoggerMessage(EventId = 9222, Level = LogLevel.Error, Message = "Message {MessageId} of queue {Queue} moved after {Attempts} attempts to {Poison}")]
    private partial void LogPoison(string messageId, string queue, long attempts, string poison);

    [LoggerMessage(EventId = 9223, Level = LogLevel.Warning, Message = "Message {MessageId} of queue {Queue} could not be deleted or released; it may be delivered again")]
    private partial void LogNotCompleted(Exception error, string messageId, string queue);

    [LoggerMessage(EventId = 9224, Level = LogLevel.Error, Message = "Message {MessageId} of queue {Queue} is not base64, which host.json asks for in messageEncoding")]
    private partial void LogNotBase64(string messageId, string queue);

    [LoggerMessage(EventId = 9225, Level = LogLevel.Warning, Message = "Message {MessageId} of queue {Queue} stays hidden until its lease ends, since a poison queue has no poison queue")]
    private partial void LogLeft(string messageId, string queue);

    private enum Outcome
    {
        Succeeded,
        Failed,
        Poison,
        Interrupted,
    }
}
