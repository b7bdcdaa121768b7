using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Mhero.DevHost.Host;

/// <summary>The queues and the table that a host uses, from the connections that its settings name.</summary>
/// <param name="settings">The settings that name the connections.</param>
/// <param name="queues">Gives the clients of queues in place of the connections; null for none.</param>
internal sealed class HostStorage(AppSettings settings, Func<string, QueueClient>? queues)
{
    private const string TimerTableName = "functionshosttimers";

    private readonly Dictionary<string, QueueServiceClient> _services = [];
    private readonly List<(Func<CancellationToken, Task> CreateAsync, string Setting)> _missing = [];

    /// <summary>A queue that is created at the start.</summary>
    public QueueClient Queue(string setting, string name)
    {
        var queue = Client(setting, name);
        _missing.Add((token => queue.CreateIfNotExistsAsync(cancellationToken: token), setting));
        return queue;
    }

    /// <summary>The queue for messages whose attempts are used up, created with the first of them; null for a queue that can have none.</summary>
    public QueueClient? PoisonQueue(string setting, string name) =>
        name.EndsWith(MessageProcessor.PoisonSuffix, StringComparison.Ordinal) || name.Length + MessageProcessor.PoisonSuffix.Length > 63
            ? null
            : Client(setting, name + MessageProcessor.PoisonSuffix);

    /// <summary>The timers' memory, created at the start.</summary>
    public TimerTable TimerTable(string hostId)
    {
        const string Setting = AppSettings.DefaultConnection;
        var connection = settings.FindConnection(Setting)
            ?? throw new FunctionsHostException(
                $"The app Setting '{Setting}' is missing: the timers are remembered there. Give the connection string of a storage account, for example UseDevelopmentStorage=true.");
        try
        {
            var table = new TimerTable(new TableClient(connection, TimerTableName), hostId);
            _missing.Add((table.CreateAsync, Setting));
            return table;
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or ArgumentException)
        {
            throw NotAConnectionString(Setting, error);
        }
    }

    /// <summary>Creates what is missing of all that was asked for.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        foreach (var (createAsync, setting) in _missing)
        {
            try
            {
                await createAsync(cancellationToken);
            }
            catch (Exception error) when (error is RequestFailedException or AggregateException)
            {
                throw new FunctionsHostException($"The storage account of the app setting '{setting}' does not answer correctly: start it, or correct the setting.", error);
            }
        }
    }

    private QueueClient Client(string setting, string name) => queues is null ? Service(setting).GetQueueClient(name) : queues(name);

    /// <summary>One client per connection, so that its queues share the HTTP connections.</summary>
    private QueueServiceClient Service(string setting)
    {
        if (!_services.TryGetValue(setting, out var service))
        {
            try
            {
                // Texts are decoded by the processor: the client would fail the whole batch for one text that is not base64.
                service = new QueueServiceClient(settings.FindConnection(setting), new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
            }
            catch (Exception error) when (error is FormatException or ArgumentException)
            {
                throw NotAConnectionString(setting, error);
            }

            _services.Add(setting, service);
        }

        return service;
    }

    private static FunctionsHostException NotAConnectionString(string setting, Exception error) =>
        new($"The app setting '{setting}' is not the connection string of a storage account; use one like UseDevelopmentStorage=true.", error);
}
