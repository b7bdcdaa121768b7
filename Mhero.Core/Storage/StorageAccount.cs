using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage;

/// <summary>
/// The storage account of <see cref="StorageOptions"/> with its clients: the one place that knows how it is reached.
/// Nothing is sent before a table or queue is used.
/// </summary>
public sealed class StorageAccount : IStorageClients
{
    // A queue function has minutes; a fault of Azure Storage mostly passes within seconds.
    private const int Retries = 5;

    private readonly StorageOptions _options;
    private readonly HttpPipelineTransport? _transport;
    private readonly TokenCredential? _credential;
    private readonly TableServiceClient _tables;
    private readonly QueueServiceClient _queues;

    /// <summary>Takes validated options.</summary>
    /// <param name="options">Where the account is and how to sign in.</param>
    public StorageAccount(IOptions<StorageOptions> options)
        : this(options, null, null)
    {
    }

    /// <summary>Takes validated options, and for an account that only a test has, the transport of requests and what signs in; null for the SDK's own.</summary>
    internal StorageAccount(IOptions<StorageOptions> options, HttpPipelineTransport? transport, TokenCredential? credential)
    {
        _options = options.Value;
        _transport = transport;
        if (UsesIdentity)
        {
            _credential = credential ?? CreateCredential(_options);
        }

        _tables = CreateTables(Retries);
        _queues = CreateQueues(Retries);
    }

    internal bool UsesIdentity => !_options.HasConnectionString;

    internal TokenCredential? Credential => _credential;

    internal string Host => _tables.Uri.Authority;

    /// <inheritdoc/>
    public TableClient Table(string name) => _tables.GetTableClient(_options.TablePrefix + name);

    /// <inheritdoc/>
    public QueueClient Queue(string name) => _queues.GetQueueClient(name);

    internal TableServiceClient CreateTables(int retries)
    {
        var settings = new TableClientOptions();
        Prepare(settings, retries);
        settings.AddPolicy(SendCounter.Policy, HttpPipelinePosition.PerRetry);
        return UsesIdentity
            ? new TableServiceClient(Endpoint(StorageEndpoint.Table), _credential, settings)
            : new TableServiceClient(_options.ConnectionString, settings);
    }

    internal QueueServiceClient CreateQueues(int retries)
    {
        // Base64 is what the Functions host expects by default (host.json: extensions.queues.messageEncoding).
        var settings = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        Prepare(settings, retries);
        return UsesIdentity
            ? new QueueServiceClient(Endpoint(StorageEndpoint.Queue), _credential, settings)
            : new QueueServiceClient(_options.ConnectionString, settings);
    }

    private void Prepare(ClientOptions settings, int retries)
    {
        settings.Transport = _transport ?? settings.Transport;
        var retry = settings.Retry;
        retry.MaxRetries = retries;
        retry.Mode = RetryMode.Exponential;
        retry.Delay = TimeSpan.FromMilliseconds(400);
        retry.MaxDelay = TimeSpan.FromSeconds(10);
        retry.NetworkTimeout = TimeSpan.FromSeconds(30);
    }

    private static TokenCredential CreateCredential(StorageOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.ClientId))
        {
            return new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(options.ClientId));
        }

        return string.Equals(options.Credential?.Trim(), "managedidentity", StringComparison.OrdinalIgnoreCase)
            ? new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned)
            : new DefaultAzureCredential();
    }

    private Uri Endpoint(string service) =>
        StorageEndpoint.Of(_options, service) ?? throw new InvalidOperationException($"The storage options do not give the address of the {service} service.");
}
