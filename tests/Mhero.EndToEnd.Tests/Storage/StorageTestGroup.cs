using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Storage;

[CollectionDefinition(Name)]
public sealed class StorageTestGroup : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "storage";
}
