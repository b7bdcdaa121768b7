namespace Mhero.Functions.Tests.Host;

/// <summary>One emulator for all tests of the host, which run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class HostTests : ICollectionFixture<StorageFixture>
{
    public const string Name = "Functions host";
}
