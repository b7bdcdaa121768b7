using Mhero.DevHost.Services;

namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>
/// One Azurite for the whole test run: <c>[Collection(AzuriteFixture.Collection)]</c>. Tests share it, so they name their
/// queues and tables themselves, for instance by <see cref="UniqueName"/>.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    public const string Collection = "Azurite";

    private static readonly SharedService<AzuriteProcess> Shared = new(() => AzuriteProcess.StartAsync());

    public string ConnectionString { get; private set; } = "";

    /// <summary>A name that is valid for queues and tables and new each time: the prefix (letters) and 12 hexadecimal digits.</summary>
    public static string UniqueName(string prefix) => prefix + Guid.NewGuid().ToString("N")[..12];

    public async Task InitializeAsync() => ConnectionString = (await Shared.GetAsync()).ConnectionString;

    public Task DisposeAsync() => Task.CompletedTask;
}
