using System.Text.RegularExpressions;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Storage;

[Collection(StorageTestGroup.Name)]
public sealed partial class StorageHealthTests(AzuriteFixture fixture)
{
    [Fact]
    public async Task CheckAsync_Reachable_ReturnsNull()
    {
        using var app = new StorageApp(fixture.ConnectionString);

        Assert.Null(await app.Health.CheckAsync());
    }

    [Fact]
    public async Task CheckAsync_NobodyListens_NamesTheSettingAndNoSecret()
    {
        using var app = new StorageApp(Ports().Replace(fixture.ConnectionString, "127.0.0.1:1/"));

        var problem = await app.Health.CheckAsync();

        Assert.Contains("127.0.0.1:1 cannot be reached: check Mhero:Storage:ConnectionString", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("Key=", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_WrongKey_SaysToCopyItAnew()
    {
        using var app = new StorageApp(Key().Replace(fixture.ConnectionString, "AccountKey=d3Jvbmc=;"));

        Assert.Contains("refuses the key", await app.Health.CheckAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_TokenCancelled_Throws()
    {
        using var app = new StorageApp(fixture.ConnectionString);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Health.CheckAsync(new CancellationToken(canceled: true)));
    }

    [GeneratedRegex(@"127\.0\.0\.1:\d+/")]
    private static partial Regex Ports();

    [GeneratedRegex("AccountKey=[^;]+;")]
    private static partial Regex Key();
}
