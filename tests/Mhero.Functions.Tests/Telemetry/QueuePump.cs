using Azure.Storage.Queues;
using Mhero.Functions.Tests.Published;
using Mhero.WorkerHost;

namespace Mhero.Functions.Tests.Telemetry;

/// <summary>Delivers queue messages to a worker's functions, as the queue triggers of the Azure Functions host do.</summary>
internal static class QueuePump
{
    /// <summary>Delivers until no queue has a visible message.</summary>
    public static async Task RunAsync(FunctionsWorkerHost host, string connectionString)
    {
        var queues = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var triggers = host.Functions
            .SelectMany(function => function.Bindings.Select(binding => (function.Name, Binding: JsonNode.Parse(binding)!)))
            .Where(trigger => (string)trigger.Binding["type"]! == "queueTrigger")
            .Select(trigger => (trigger.Name, Queue: queues.GetQueueClient(WorkerSettings.Queue(((string)trigger.Binding["queueName"]!).Replace("%", string.Empty, StringComparison.Ordinal)))))
            .ToList();
        bool delivered;
        do
        {
            delivered = false;
            foreach (var (function, queue) in triggers)
            {
                await queue.CreateIfNotExistsAsync();
                foreach (var message in (await queue.ReceiveMessagesAsync(16)).Value)
                {
                    await host.SendMessageAsync(function, message.Body.ToString());
                    await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                    delivered = true;
                }
            }
        }
        while (delivered);
    }
}
