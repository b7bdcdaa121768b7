namespace Mhero.EndToEnd.Tests.Storage;

[CollectionDefinition(Name)]
public sealed class StorageTestGroup : ICollectionFixture<StorageFixture>
{
    public const string Name = "storage";
}
