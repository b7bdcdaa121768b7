namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>Tests that start whole local runs: one after the other, since each brings three servers.</summary>
[CollectionDefinition(Collection)]
public sealed class CliTests : ICollectionFixture<ExampleRun>
{
    public const string Collection = "mhero";
}
