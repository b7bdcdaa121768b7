using System.Net;
using System.Net.Sockets;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Mhero.DevHost.Services;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Services;

[Collection(AzuriteFixture.Collection)]
public sealed class LocalServicesTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task StartAsync_Azurite_QueuesAndTablesAnswer()
    {
        var name = AzuriteFixture.UniqueName("probe");
        var queue = new QueueClient(azurite.ConnectionString, name);
        await queue.CreateAsync();
        await queue.SendMessageAsync("hello");
        var table = new TableClient(azurite.ConnectionString, name);
        await table.CreateAsync();
        await table.AddEntityAsync(new TableEntity("a", "b") { ["Value"] = 1 });

        Assert.Equal("hello", (await queue.ReceiveMessageAsync()).Value.MessageText);
        Assert.Equal(1, (await table.GetEntityAsync<TableEntity>("a", "b")).Value["Value"]);
    }

    [Fact]
    public async Task StartAsync_PortInUse_SaysWhatTheChildSaid()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<LocalServiceException>(() => FhirServerProcess.StartAsync(port));

        Assert.Contains("EADDRINUSE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_FhirServer_NobodyListensAnyMore()
    {
        await NodeModules.EnsureAsync();
        var server = await FhirServerProcess.StartAsync();
        using var client = new HttpClient();
        Assert.True((await client.GetAsync(new Uri(server.BaseUrl, "/"))).IsSuccessStatusCode);

        await server.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(server.BaseUrl, "/")));
    }

    [Fact]
    public async Task DisposeAsync_AzuriteWithItsFolder_KeepsWhatWasWritten()
    {
        await NodeModules.EnsureAsync();
        var options = new AzuriteOptions { DataFolder = Directory.CreateTempSubdirectory("mhero-test-").FullName };
        try
        {
            await using (var first = await AzuriteProcess.StartAsync(options))
            {
                var table = new TableClient(first.ConnectionString, "kept");
                await table.CreateAsync();
                await table.AddEntityAsync(new TableEntity("a", "b"));
            }

            await using var second = await AzuriteProcess.StartAsync(options);
            Assert.True((await new TableClient(second.ConnectionString, "kept").GetEntityIfExistsAsync<TableEntity>("a", "b")).HasValue);
        }
        finally
        {
            Directory.Delete(options.DataFolder, recursive: true);
        }
    }

    [Fact]
    public async Task EnsureAsync_CalledTwiceAtOnce_BothReturn() =>
        await Task.WhenAll(NodeModules.EnsureAsync(), NodeModules.EnsureAsync());
}
