using Azure.Storage.Queues;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Tables;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Storage;

/// <summary>One instance of the app's state, as the app registers it, with tables and queues that no other test uses.</summary>
public sealed class StorageApp : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _connectionString;

    public StorageApp(string connectionString, StorageApp? sharing = null)
    {
        _connectionString = connectionString;
        Prefix = sharing?.Prefix ?? $"t{Guid.NewGuid():N}"[..16];
        Time = sharing?.Time ?? new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mhero:Storage:ConnectionString"] = connectionString,
            ["Mhero:Storage:TablePrefix"] = Prefix,
        }).Build();
        _services = new ServiceCollection().AddSingleton<TimeProvider>(Time).AddStorage(configuration).BuildServiceProvider();
    }

    public string Prefix { get; }

    public FakeTimeProvider Time { get; }

    public DocumentTable Table => Get<DocumentTable>();

    public CursorStore Cursors => Get<CursorStore>();

    public MessageQueues Queues => Get<MessageQueues>();

    public DeadLetterStore DeadLetters => Get<DeadLetterStore>();

    public DeadLetterIndex DeadLetterIndex => Get<DeadLetterIndex>();

    public StorageHealth Health => Get<StorageHealth>();

    /// <summary>A second instance of the app over the same state.</summary>
    public StorageApp Duplicate() => new(_connectionString, this);

    public string Queue(string name) => $"{Prefix}-{name}";

    /// <summary>Takes all messages off a queue as a base64 reader, such as the Functions host, sees them.</summary>
    public async Task<List<string>> DrainAsync(string queue)
    {
        var client = RawElements(queue);
        var all = new List<string>();
        while ((await client.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            all.AddRange(messages.Select(m => m.MessageText));
            foreach (var message in messages)
            {
                await client.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return all;
    }

    public QueueClient RawElements(string queue) =>
        new(_connectionString, queue, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    public void Dispose() => _services.Dispose();

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
