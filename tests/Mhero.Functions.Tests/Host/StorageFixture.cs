using Mhero.DevHost.Services;

namespace Mhero.Functions.Tests.Host;

/// <summary>A storage emulator for the host's tests.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private AzuriteProcess? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public async Task InitializeAsync()
    {
        await NodeModules.EnsureAsync();
        _azurite = await AzuriteProcess.StartAsync();
    }

    public async Task DisposeAsync() => await _azurite!.DisposeAsync();
}
