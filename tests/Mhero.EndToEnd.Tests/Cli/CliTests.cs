namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>Tests of one local run of the example, one after the other.</summary>
[CollectionDefinition(Collection)]
public sealed class CliTests : ICollectionFixture<ExampleRun>
{
    public const string Collection = "mhero";
}
