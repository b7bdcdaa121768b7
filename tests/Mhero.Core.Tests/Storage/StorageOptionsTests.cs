using Azure.Identity;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Tests.Storage;

public sealed class StorageOptionsTests
{
    private const string Identity = "0d6ae1f7-7c5f-4a39-9a54-0f0f2f8d6d11";

    [Fact]
    public void Options_OnlyTheHostsConnectionString_IsTaken() =>
        Assert.Equal("UseDevelopmentStorage=true", Bind(("AzureWebJobsStorage", "UseDevelopmentStorage=true")).ConnectionString);

    [Fact]
    public void Options_OnlyTheHostsIdentity_IsTaken()
    {
        var options = Bind(("AzureWebJobsStorage:accountName", "mherostore"), ("AzureWebJobsStorage:clientId", Identity));

        Assert.Equal(("mherostore", Identity, null), (options.AccountName, options.ClientId, options.ConnectionString));
    }

    [Theory]
    [InlineData("AzureWebJobsStorage:accountName=moh", "moh.queue.core.windows.net", "moh.table.core.windows.net")]
    [InlineData("AzureWebJobsStorage:accountName=moh;Mhero:Storage:EndpointSuffix=core.usgovcloudapi.net", "moh.queue.core.usgovcloudapi.net", "moh.table.core.usgovcloudapi.net")]
    [InlineData("AzureWebJobsStorage:queueServiceUri=https://moh.queue.core.windows.net", "moh.queue.core.windows.net", "moh.table.core.windows.net")]
    [InlineData("AzureWebJobsStorage:tableServiceUri=https://moh.table.core.chinacloudapi.cn/", "moh.queue.core.chinacloudapi.cn", "moh.table.core.chinacloudapi.cn")]
    [InlineData("AzureWebJobsStorage:blobServiceUri=https://moh.blob.core.usgovcloudapi.net/", "moh.queue.core.usgovcloudapi.net", "moh.table.core.usgovcloudapi.net")]
    [InlineData("AzureWebJobsStorage:queueServiceUri=https://queues.moh.example;AzureWebJobsStorage:tableServiceUri=https://tables.moh.example", "queues.moh.example", "tables.moh.example")]
    [InlineData("AzureWebJobsStorage:queueServiceUri=https://moh.queue.core.windows.net;Mhero:Storage:QueueServiceUri=https://ours.queue.core.windows.net", "ours.queue.core.windows.net", "ours.table.core.windows.net")]
    [InlineData("Mhero:Storage:AccountName=ours;AzureWebJobsStorage:queueServiceUri=https://moh.queue.core.windows.net", "ours.queue.core.windows.net", "ours.table.core.windows.net")]
    [InlineData("Mhero:Storage:QueueServiceUri=https://ours.queue.core.windows.net;AzureWebJobsStorage=UseDevelopmentStorage=true", "ours.queue.core.windows.net", "ours.table.core.windows.net")]
    [InlineData("AzureWebJobsStorage:queueServiceUri=https://moh.z13.queue.storage.azure.net;AzureWebJobsStorage:tableServiceUri=https://moh.z13.table.storage.azure.net", "moh.z13.queue.storage.azure.net", "moh.z13.table.storage.azure.net")]
    [InlineData("AzureWebJobsStorage:blobServiceUri=https://moh.z13.blob.storage.azure.net", "moh.z13.queue.storage.azure.net", "moh.z13.table.storage.azure.net")]
    public void Account_IdentityForms_ReachQueuesAndTables(string settings, string queues, string tables)
    {
        using var services = Services([.. settings.Split(';').Select(s => (s[..s.IndexOf('=', StringComparison.Ordinal)], (string?)s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]))]);

        var account = services.GetRequiredService<StorageAccount>();

        Assert.True(account.UsesIdentity);
        Assert.Equal((queues, tables), (account.Queue("contacts").Uri.Host, account.Host));
    }

    [Theory]
    [InlineData(null, null, typeof(DefaultAzureCredential))]
    [InlineData("managedidentity", null, typeof(ManagedIdentityCredential))]
    [InlineData("ManagedIdentity", Identity, typeof(ManagedIdentityCredential))]
    [InlineData(null, Identity, typeof(ManagedIdentityCredential))]
    public void Account_HostsCredential_IsTheOneUsed(string? credential, string? clientId, Type expected)
    {
        using var services = Services(
            ("AzureWebJobsStorage:queueServiceUri", "https://moh.queue.core.windows.net"),
            ("AzureWebJobsStorage:credential", credential), ("AzureWebJobsStorage:clientId", clientId));

        Assert.IsType(expected, services.GetRequiredService<StorageAccount>().Credential);
    }

    [Fact]
    public void Options_OwnSettings_GoBeforeTheHosts()
    {
        var options = Bind(
            ("Mhero:Storage:AccountName", "ours"), ("Mhero:Storage:TablePrefix", "ministry"),
            ("AzureWebJobsStorage", "UseDevelopmentStorage=true"), ("AzureWebJobsStorage:accountName", "theirs"));

        Assert.Equal(("ours", null, "ministry"), (options.AccountName, options.ConnectionString, options.TablePrefix));
    }

    [Theory]
    [InlineData("Mhero:Storage:ConnectionString (or AzureWebJobsStorage), or Mhero:Storage:AccountName")]
    [InlineData("remove either", "ConnectionString=UseDevelopmentStorage=true", "AccountName=mherostore")]
    [InlineData("Mhero:Storage:ConnectionString (or AzureWebJobsStorage) is not", "ConnectionString=nonsense")]
    [InlineData("Mhero:Storage:ConnectionString (or AzureWebJobsStorage) is not", "ConnectionString=AccountName=a;AccountKey=secret")]
    [InlineData("Mhero:Storage:ConnectionString (or AzureWebJobsStorage) is not", "ConnectionString=BlobEndpoint=https://a.example;SharedAccessSignature=sig=secret")]
    [InlineData("Mhero:Storage:ConnectionString (or AzureWebJobsStorage) is not", "ConnectionString=;=;")]
    [InlineData("Mhero:Storage:ConnectionString (or AzureWebJobsStorage) is not", "ConnectionString=TableEndpoint=nowhere;QueueEndpoint=nowhere;AccountName=a;AccountKey=secret")]
    [InlineData("Mhero:Storage:AccountName", "AccountName=https://mherostore.table.core.windows.net")]
    [InlineData("remove either", "ConnectionString=UseDevelopmentStorage=true", "QueueServiceUri=https://moh.queue.core.windows.net")]
    [InlineData("remove either", "AccountName=mherostore", "TableServiceUri=https://moh.table.core.windows.net")]
    [InlineData("Mhero:Storage:QueueServiceUri", "QueueServiceUri=http://moh.queue.core.windows.net", "TableServiceUri=https://moh.table.core.windows.net")]
    [InlineData("Mhero:Storage:QueueServiceUri", "QueueServiceUri=https://moh.queue.core.windows.net?sig=secret", "TableServiceUri=https://moh.table.core.windows.net")]
    [InlineData("Mhero:Storage:TableServiceUri", "QueueServiceUri=https://queues.moh.example")]
    [InlineData("Mhero:Storage:EndpointSuffix", "AccountName=mherostore", "EndpointSuffix=https://core.windows.net")]
    [InlineData("Mhero:Storage:EndpointSuffix", "AccountName=mherostore", "EndpointSuffix=.core.windows.net")]
    [InlineData("Mhero:Storage:ClientId", "AccountName=mherostore", "ClientId=me")]
    [InlineData("Mhero:Storage:TablePrefix", "AccountName=mherostore", "TablePrefix=my-tables")]
    public void Options_Fault_NamesTheSettingAndNoSecret(string expected, params string[] settings)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Bind(
            [.. settings.Select(s => ($"Mhero:Storage:{s[..s.IndexOf('=', StringComparison.Ordinal)]}", s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]))]));

        Assert.Contains(expected, Assert.Single(e.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_SeveralFaults_AreAllReported()
    {
        var e = Assert.Throws<OptionsValidationException>(
            () => Bind(("Mhero:Storage:AccountName", "No"), ("Mhero:Storage:ClientId", "x"), ("Mhero:Storage:TablePrefix", "1")));

        Assert.Equal(3, e.Failures.Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Identity)]
    public void AddStorage_AccountNameOnly_BuildsEveryStoreWithoutAConnection(string? clientId)
    {
        using var services = Services(("Mhero:Storage:AccountName", "mherostore"), ("Mhero:Storage:ClientId", clientId));

        var account = services.GetRequiredService<StorageAccount>();
        Assert.Equal((true, "mherostore.table.core.windows.net"), (account.UsesIdentity, account.Host));
        Assert.Equal("mherostore.queue.core.windows.net", account.Queue("contacts").Uri.Host);
        Type[] stores = [typeof(CursorStore), typeof(SeenVersionStore), typeof(DeadLetterStore), typeof(ReviewStore), typeof(SyncLogStore), typeof(StorageHealth)];
        Assert.All(stores, store => Assert.Same(services.GetRequiredService(store), services.GetRequiredService(store)));
    }

    private static StorageOptions Bind(params (string Key, string? Value)[] settings)
    {
        using var services = Services(settings);
        return services.GetRequiredService<IOptions<StorageOptions>>().Value;
    }

    private static ServiceProvider Services(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build();
        return new ServiceCollection().AddStorage(configuration).BuildServiceProvider(validateScopes: true);
    }
}
