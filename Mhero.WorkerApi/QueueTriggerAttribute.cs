namespace Microsoft.Azure.Functions.Worker;

/// <summary>The function runs for each message of a storage queue. Put on the parameter that takes the message.</summary>
/// <param name="queueName">The queue's name, or <c>%Name%</c> to take it from the app setting of that name.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute(string queueName) : Attribute
{
    /// <summary>The queue's name or the <c>%Name%</c> of its setting, as written.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>The app setting that holds the storage account's connection; null means <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }
}
