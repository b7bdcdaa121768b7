using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Mhero.DevHost.Services;

/// <summary>Azurite, the storage emulator, as a child process. It ends when it is disposed of or when this process ends.</summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    // Published by Microsoft as the emulator's account; it opens nothing else.
    private const string AccountName = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly NodeProcess _process;

    private AzuriteProcess(NodeProcess process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>Connection string for blobs, queues and tables.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts Azurite and waits until queues and tables answer. <see cref="NodeModules.EnsureAsync"/> comes first.</summary>
    /// <param name="options">Ports and folder; null for free ports and a temporary folder.</param>
    /// <param name="cancellationToken">Ends the wait; the started process is ended too.</param>
    /// <exception cref="LocalServiceException">It did not start; the message holds its output.</exception>
    public static async Task<AzuriteProcess> StartAsync(AzuriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AzuriteOptions();
        var free = FreePort.Find(3);
        var blob = options.BlobPort == 0 ? free[0] : options.BlobPort;
        var queue = options.QueuePort == 0 ? free[1] : options.QueuePort;
        var table = options.TablePort == 0 ? free[2] : options.TablePort;
        var connection = string.Create(
            CultureInfo.InvariantCulture,
            $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};BlobEndpoint=http://127.0.0.1:{blob}/{AccountName};QueueEndpoint=http://127.0.0.1:{queue}/{AccountName};TableEndpoint=http://127.0.0.1:{table}/{AccountName};");
        string[] arguments =
        [
            "--blobPort", Text(blob), "--queuePort", Text(queue), "--tablePort", Text(table),
            "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
            .. options.DataFolder is null ? ["--inMemoryPersistence"] : (string[])["--location", options.DataFolder],
            "--skipApiVersionCheck", "--disableTelemetry", "--silent",
        ];
        var azurite = new AzuriteProcess(NodeProcess.Start("azurite.mjs", arguments), connection);
        try
        {
            await azurite._process.WaitAsync("Azurite", options.StartTimeout, azurite.AnswersAsync, cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var queueOptions = new QueueClientOptions { Retry = { MaxRetries = 0 } };
        var tableOptions = new TableClientOptions { Retry = { MaxRetries = 0 } };
        try
        {
            await new QueueServiceClient(ConnectionString, queueOptions).GetPropertiesAsync(cancellationToken);
            await foreach (var table in new TableServiceClient(ConnectionString, tableOptions).QueryAsync(maxPerPage: 1, cancellationToken: cancellationToken))
            {
                break;
            }

            return true;
        }
        catch (RequestFailedException)
        {
            return false;
        }
    }
}
