using Mhero.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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
        Type[] stores = [typeof(CursorStore), typeof(SeenVersions), typeof(DeadLetters), typeof(Reviews), typeof(SyncRuns), typeof(StorageHealth)];
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
