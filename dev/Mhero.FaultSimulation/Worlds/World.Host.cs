using Azure;
using Azure.Storage.Queues;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>The behaviour of the Functions host: it delivers messages, again after a failure, and the fifth failure sends them to the poison queue.</summary>
internal sealed partial class World
{
    private const string Poison = "-poison";
    private const int MaxDequeueCount = 5;
    private const int MaxInvocations = 5;

    private readonly List<(Instance Instance, string Queue)> _deliverable = [];

    private static readonly TimeSpan DelayAfterFailure = TimeSpan.FromSeconds(30);

    /// <summary>Whether no message waits or is hidden.</summary>
    public bool AreQueuesEmpty => Account.QueueNames.All(q => Account.CountOf(q) == 0);

    /// <summary>The largest number of messages that were on all queues at a time.</summary>
    public int MostQueued { get; private set; }

    /// <summary>Whether messages are delivered.</summary>
    public bool Delivers { get; set; } = true;

    private List<(Instance Instance, string Queue)> Deliverable()
    {
        _deliverable.Clear();
        if (!Delivers)
        {
            return _deliverable;
        }

        foreach (var queue in Account.QueueNames)
        {
            if (Account.HasVisible(queue))
            {
                foreach (var instance in Instances)
                {
                    if (instance is not null && IsFree(instance))
                    {
                        _deliverable.Add((instance, queue));
                    }
                }
            }
        }

        return _deliverable;
    }

    private bool IsFree(Instance instance)
    {
        var count = 0;
        foreach (var invocation in _invocations)
        {
            count += invocation.Instance == instance ? 1 : 0;
        }

        return count < MaxInvocations;
    }

    private void Deliver((Instance Instance, string Queue) to)
    {
        var queue = Account.Queue(to.Queue, QueueMessageEncoding.None);

        // The host renews its lease; one that fails to do so shares the message with the next receiver.
        var lease = IsFaulty && Chance(Plan.Redeliveries) ? TimeSpan.FromSeconds(Random.Next(1, 40)) : LeaseOfMessages;
        if (queue.ReceiveMessagesAsync(1, lease).Result.Value is not [var message])
        {
            return;
        }

        var isPoison = to.Queue.EndsWith(Poison, StringComparison.Ordinal);
        var name = isPoison ? to.Queue[..^Poison.Length] : to.Queue;
        if (TraceAll)
        {
            Note($"{to.Instance.Number} receives {message.MessageId} of {to.Queue}, delivery {message.DequeueCount}");
        }

        MostQueued = Math.Max(MostQueued, Account.QueueNames.Sum(Account.CountOf));
        _invocations.Add(new Invocation(to.Instance, to.Queue, Started(() => isPoison ? to.Instance.HandlePoisonAsync(name, message.Body.ToString()) : to.Instance.HandleAsync(name, message.Body.ToString())))
        {
            Queue = queue,
            Message = message,
        });
    }

    /// <returns>Whether a function ended.</returns>
    private bool SettleInvocations()
    {
        if (!_invocations.Exists(static i => i.Task.IsCompleted))
        {
            return false;
        }

        var all = _invocations.FindAll(static i => i.Task.IsCompleted);
        foreach (var ended in all)
        {
            _invocations.Remove(ended);
            if (ended.Task.Exception is { } failure)
            {
                Note($"{ended.Name} fails: {failure.InnerException!.GetType().Name}: {failure.InnerException.Message.Split('\n')[0]}");
                Failures.Add((ended.Name, failure.InnerException));
            }

            ended.Ended?.Invoke(ended.Task.IsCompletedSuccessfully);
            if (ended is { Queue: { } queue, Message: { } message })
            {
                try
                {
                    Complete(queue, message.MessageId, message.PopReceipt, message.Body.ToString(), message.DequeueCount, ended.Task.IsCompletedSuccessfully);
                }
                catch (AggregateException e) when (e.InnerException is RequestFailedException)
                {
                    // The lease was lost: another receiver has the message.
                    Note($"{ended.Name}: the message was received by another");
                }
            }
        }

        return true;
    }

    private Task Started(Func<Task> function)
    {
        var number = ++_invocationCount;
        var started = Task.CompletedTask;
        ProductThreads.Do(() =>
        {
            try
            {
                // Later steps of the function carry the number along.
                _current.Value = number;
                started = function();
            }
#pragma warning disable CA1031 // The exception belongs to the function.
            catch (Exception e)
#pragma warning restore CA1031
            {
                started = Task.FromException(e);
            }
            finally
            {
                _current.Value = 0;
            }
        });
        return started;
    }

    /// <summary>The exceptions that functions ended with.</summary>
    public List<(string Name, Exception Exception)> Failures { get; } = [];

    private void Complete(QueueClient queue, string id, string receipt, string text, long deliveries, bool succeeded)
    {
        if (succeeded && IsFaulty && Chance(Plan.Redeliveries))
        {
            // The host cannot delete it; it comes again.
            Note($"{queue.Name}: a handled message is delivered again");
            queue.UpdateMessageAsync(id, receipt, (string?)null, TimeSpan.FromSeconds(Random.Next(0, 60))).Wait();
        }
        else if (succeeded)
        {
            queue.DeleteMessageAsync(id, receipt).Wait();
        }
        else if (deliveries >= MaxDequeueCount && !queue.Name.EndsWith(Poison, StringComparison.Ordinal))
        {
            Note($"{queue.Name}: a message is poison");
            var poison = Account.Queue(queue.Name + Poison, QueueMessageEncoding.None);
            poison.CreateIfNotExistsAsync().Wait();
            poison.SendMessageAsync(text, null, TimeSpan.FromSeconds(-1)).Wait();
            queue.DeleteMessageAsync(id, receipt).Wait();
        }
        else
        {
            queue.UpdateMessageAsync(id, receipt, (string?)null, DelayAfterFailure).Wait();
        }
    }
}
