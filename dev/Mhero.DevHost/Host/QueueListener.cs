using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Mhero.DevHost.Host;

/// <summary>Takes the messages of one queue in batches and hands each to the <see cref="MessageProcessor"/>, all at once.</summary>
internal sealed partial class QueueListener(QueueClient queue, MessageProcessor processor, HostJson hostJson, TimeSpan lease, TimeProvider time, HostWork work, ILogger logger)
{
    /// <summary>The first wait after an empty answer; it doubles up to the polling interval of host.json.</summary>
    private static readonly TimeSpan FirstIdle = TimeSpan.FromMilliseconds(75);

    /// <summary>The longest wait while functions run, since they may be filling this queue.</summary>
    private static readonly TimeSpan BusyIdle = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<Task> _running = [];

    /// <summary>The queue's name.</summary>
    public string Name => queue.Name;

    /// <summary>Listens until the host stops; messages in work go on without it.</summary>
    public async Task RunAsync()
    {
        var idle = FirstIdle;
        try
        {
            while (true)
            {
                await WaitForRoomAsync();
                var ended = work.Ended;
                if (await ReceiveAsync())
                {
                    idle = FirstIdle;
                }
                else
                {
                    await IdleAsync(idle, ended);
                    idle = Shorter(idle * 2, hostJson.MaxPollingInterval);
                }
            }
        }
        catch (OperationCanceledException) when (work.Stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>How many messages lie on the queue: visible, hidden for a retry or a delay, or in somebody's work.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var properties = await queue.GetPropertiesAsync(cancellationToken);
            return properties.Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return 0;
        }
    }

    private async Task WaitForRoomAsync()
    {
        _running.RemoveWhere(task => task.IsCompleted);
        while (_running.Count > hostJson.NewBatchThreshold)
        {
            await Task.WhenAny(_running).WaitAsync(work.Stopping);
            _running.RemoveWhere(task => task.IsCompleted);
        }

        work.Stopping.ThrowIfCancellationRequested();
    }

    private async Task<bool> ReceiveAsync()
    {
        QueueMessage[] messages;
        try
        {
            // Not cancelled half-way: messages taken unseen would stay hidden for a whole lease.
            messages = (await queue.ReceiveMessagesAsync(hostJson.BatchSize, lease, CancellationToken.None)).Value;
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: work.Stopping);
            return false;
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException)
        {
            LogNotReceived(error, queue.Name);
            return false;
        }

        if (work.IsAborted)
        {
            return false;
        }

        foreach (var message in messages)
        {
            var piece = work.Begin();
            _running.Add(Task.Run(async () =>
            {
                using (piece)
                {
                    await processor.ProcessAsync(message);
                }
            }));
        }

        return messages.Length > 0;
    }

    private async Task IdleAsync(TimeSpan idle, Task ended)
    {
        var first = Shorter(idle, BusyIdle);
        await Task.Delay(first, time, work.Stopping);
        if (idle > first && work.InWork == 0)
        {
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(work.Stopping);
            await Task.WhenAny(ended, Task.Delay(idle - first, time, woken.Token));
            await woken.CancelAsync();
            work.Stopping.ThrowIfCancellationRequested();
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(EventId = 9211, Level = LogLevel.Warning, Message = "Queue {Queue} cannot be read; trying again")]
    private partial void LogNotReceived(Exception error, string queue);
}
