using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Tests.Host.Samples;

public sealed class QueueSamples(SampleBehaviour behaviour)
{
    [Function("SampleText")]
    public Task Text([QueueTrigger("%SampleTextQueue%")] string text, CancellationToken cancellationToken) =>
        behaviour.RunAsync(() =>
        {
            behaviour.Texts.Enqueue(text);
            return behaviour.OnText(text, cancellationToken);
        });

    [Function("SampleTextPoison")]
    public void Poison([QueueTrigger("%SampleTextQueue%-poison")] QueueMessage message) => behaviour.Poisoned.Enqueue(message.Body.ToString());

    [Function("SamplePoco")]
    public void Poco([QueueTrigger("%Sample:PocoQueue%", Connection = "SampleStorage")] SampleItem item) => behaviour.Items.Enqueue(item);
}
