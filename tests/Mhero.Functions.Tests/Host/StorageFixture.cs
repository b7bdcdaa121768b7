using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mhero.Functions.Tests.Host;

/// <summary>A storage emulator for the host's tests: the one that MHERO_TEST_STORAGE names, or one of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private const string Account = "devstoreaccount1";

    // The emulator's published development key.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly string folder = Directory.CreateTempSubdirectory("mhero-storage-").FullName;
    private Process? process;

    public string ConnectionString { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("MHERO_TEST_STORAGE") is { Length: > 0 } given)
        {
            ConnectionString = given;
            return;
        }

        var (blob, queue, table) = (FreePort(), FreePort(), FreePort());
        process = Process.Start(new ProcessStartInfo("npx",
            ["--yes", "azurite@3.35.0", "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", folder,
            "--blobPort", $"{blob}", "--queuePort", $"{queue}", "--tablePort", $"{table}"]))!;
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{blob}/{Account};"
            + $"QueueEndpoint=http://127.0.0.1:{queue}/{Account};TableEndpoint=http://127.0.0.1:{table}/{Account};";
        await ReachableAsync(queue);
        await ReachableAsync(table);
    }

    public Task DisposeAsync()
    {
        process?.Kill(entireProcessTree: true);
        process?.Dispose();
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    private static async Task ReachableAsync(int port)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100, timeout.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
