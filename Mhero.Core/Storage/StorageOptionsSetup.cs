namespace Mhero.Core.Storage;

/// <summary>Fills what <c>Mhero:Storage</c> leaves open from the settings of the Functions host.</summary>
/// <remarks>
/// The host's settings count only while mHero's own name no account: an account that was chosen for mHero must not be
/// mixed with the key of another one. The host's own order holds: a connection string, an account name, addresses.
/// </remarks>
internal sealed class StorageOptionsSetup(IConfiguration configuration) : IPostConfigureOptions<StorageOptions>
{
    private const string Host = "AzureWebJobsStorage";

    public void PostConfigure(string? name, StorageOptions options)
    {
        if (!options.NamesAccount)
        {
            TakeHostsAccount(options);
        }

        if (!options.HasConnectionString)
        {
            options.ClientId = Either(options.ClientId, configuration[$"{Host}:clientId"]);
            options.Credential = configuration[$"{Host}:credential"];
        }
    }

    private static string? Either(string? first, string? second) => string.IsNullOrWhiteSpace(first) ? second : first;

    private void TakeHostsAccount(StorageOptions options)
    {
        options.ConnectionString = configuration[Host];
        if (options.HasConnectionString)
        {
            return;
        }

        options.AccountName = configuration[$"{Host}:accountName"];
        if (options.HasAccountName)
        {
            return;
        }

        options.QueueServiceUri = configuration[$"{Host}:queueServiceUri"];
        options.TableServiceUri = configuration[$"{Host}:tableServiceUri"];
        if (!options.HasServiceUri)
        {
            // The host can do with the address of its blobs alone; tables and queues are in the same account.
            options.QueueServiceUri = StorageEndpoint.Sibling(configuration[$"{Host}:blobServiceUri"], StorageEndpoint.Queue)?.AbsoluteUri;
        }
    }
}
