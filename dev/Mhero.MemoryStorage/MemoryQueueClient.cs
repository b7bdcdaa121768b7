using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Mhero.MemoryStorage;

/// <summary>A client of a queue in memory. An operation that mHero and its hosts do not use is not there and throws.</summary>
internal sealed class MemoryQueueClient(MemoryQueue queue, QueueMessageEncoding encoding, IStorageGate gate) : QueueClient
{
    private static readonly TimeSpan DefaultHidden = TimeSpan.FromSeconds(30);

    public override string Name => queue.Name;

    public override Task<Response> CreateIfNotExistsAsync(IDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        gate.RunAsync<Response>($"queue {queue.Name}: create", () => queue.Create() ? new MemoryResponse(201) : null!, cancellationToken);

    public override Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) => gate.RunAsync(
        $"queue {queue.Name}: send {messageText.Length} characters",
        () =>
        {
            var sent = queue.Send(Encode(messageText), visibilityTimeout, timeToLive);
            var receipt = QueuesModelFactory.SendReceipt(sent.Id, sent.InsertedOn, sent.ExpiresOn ?? DateTimeOffset.MaxValue, sent.Receipt, sent.VisibleOn);
            return Response.FromValue(receipt, new MemoryResponse(201));
        },
        cancellationToken);

    public override Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        int? maxMessages = null, TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default) => gate.RunAsync(
        $"queue {queue.Name}: receive",
        () =>
        {
            var max = maxMessages ?? 1;
            if (max is < 1 or > MemoryQueue.MaxReceived)
            {
                throw ServiceErrors.Of(400, "OutOfRangeQueryParameterValue", "One of the query parameters specified in the request URI is outside the permissible range.");
            }

            QueueMessage[] received = [.. queue.Receive(max, visibilityTimeout ?? DefaultHidden).Select(Read)];
            return Response.FromValue(received, new MemoryResponse(200));
        },
        cancellationToken);

    public override Task<Response<PeekedMessage>> PeekMessageAsync(CancellationToken cancellationToken = default) => gate.RunAsync(
        $"queue {queue.Name}: peek",
        () => Response.FromValue(
            queue.Peek(1) is [var first] ? QueuesModelFactory.PeekedMessage(first.Id, BinaryData.FromString(Decode(first.Text)), first.Dequeued, first.InsertedOn, first.ExpiresOn) : null!,
            new MemoryResponse(200)),
        cancellationToken);

    public override Task<Response<QueueProperties>> GetPropertiesAsync(CancellationToken cancellationToken = default) => gate.RunAsync(
        $"queue {queue.Name}: properties",
        () => Response.FromValue(QueuesModelFactory.QueueProperties(new Dictionary<string, string>(), (long)queue.Count()), new MemoryResponse(200)),
        cancellationToken);

    public override Task<Response> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default) => gate.RunAsync<Response>(
        $"queue {queue.Name}: delete {messageId}",
        () =>
        {
            queue.Delete(messageId, popReceipt);
            return new MemoryResponse(204);
        },
        cancellationToken);

    public override Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId, string popReceipt, string? messageText = null, TimeSpan visibilityTimeout = default, CancellationToken cancellationToken = default) => gate.RunAsync(
        $"queue {queue.Name}: update {messageId}",
        () =>
        {
            var updated = queue.Update(messageId, popReceipt, messageText is null ? null : Encode(messageText), visibilityTimeout);
            return Response.FromValue(QueuesModelFactory.UpdateReceipt(updated.Receipt, updated.VisibleOn), new MemoryResponse(204));
        },
        cancellationToken);

    private QueueMessage Read(StoredMessage message) => QueuesModelFactory.QueueMessage(
        message.Id, message.Receipt, BinaryData.FromString(Decode(message.Text)), message.Dequeued, message.VisibleOn, message.InsertedOn, message.ExpiresOn);

    private string Encode(string text) => encoding == QueueMessageEncoding.Base64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : text;

    private string Decode(string text) => encoding == QueueMessageEncoding.Base64 ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : text;
}
