using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mhero.EndToEnd.Tests.Storage;

/// <summary>A storage account for tests: the one named in MHERO_TEST_STORAGE, or an Azurite of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhero-azurite-").FullName;
    private Process? _azurite;

    public string ConnectionString { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("MHERO_TEST_STORAGE") is { Length: > 0 } given)
        {
            ConnectionString = given;
            return;
        }

        var (blob, queue, table) = (FreePort(), FreePort(), FreePort());
        var start = new ProcessStartInfo("npx") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--yes", "azurite@3.35.0", "--skipApiVersionCheck", "--disableTelemetry", "--silent", "--location", _folder,
            "--blobPort", $"{blob}", "--queuePort", $"{queue}", "--tablePort", $"{table}",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _azurite = Process.Start(start)!;
        _azurite.BeginOutputReadLine();
        _azurite.BeginErrorReadLine();
        await AnswersAsync(queue);
        await AnswersAsync(table);
        ConnectionString = string.Create(CultureInfo.InvariantCulture,
            $"""
            DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;QueueEndpoint=http://127.0.0.1:{queue}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{table}/devstoreaccount1;
            """);
    }

    public async Task DisposeAsync()
    {
        if (_azurite is not null)
        {
            _azurite.Kill(entireProcessTree: true);
            await _azurite.WaitForExitAsync();
            _azurite.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AnswersAsync(int port)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            Assert.False(_azurite!.HasExited, "Azurite ended at once.");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(200);
            }
        }

        Assert.Fail("Azurite did not start within a minute.");
    }
}
