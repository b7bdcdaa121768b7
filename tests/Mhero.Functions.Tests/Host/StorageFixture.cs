using Mhero.DevHost.Services;

namespace Mhero.Functions.Tests.Host;

/// <summary>A storage emulator for the host's tests.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private AzuriteProcess? azurite;

    public string ConnectionString => azurite!.ConnectionString;

    public async Task InitializeAsync()
    {
        await NodeModules.EnsureAsync();
        azurite = await AzuriteProcess.StartAsync();
    }

    public async Task DisposeAsync() => await azurite!.DisposeAsync();
}
