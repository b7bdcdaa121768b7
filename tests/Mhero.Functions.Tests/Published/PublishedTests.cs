namespace Mhero.Functions.Tests.Published;

[CollectionDefinition(Name)]
public sealed class PublishedTests : ICollectionFixture<PublishedApp>
{
    public const string Name = "Published app";
}
