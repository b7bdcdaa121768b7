namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>Both parts: <c>[Collection(LocalParts.Collection)]</c>.</summary>
[CollectionDefinition(Collection)]
public sealed class LocalParts : ICollectionFixture<AzuriteFixture>, ICollectionFixture<FhirServerFixture>
{
    public const string Collection = "Azurite and FHIR server";
}

[CollectionDefinition(AzuriteFixture.Collection)]
public sealed class AzuriteAlone : ICollectionFixture<AzuriteFixture>;

[CollectionDefinition(FhirServerFixture.Collection)]
public sealed class FhirServerAlone : ICollectionFixture<FhirServerFixture>;
