namespace Mhero.Console.Tests;

/// <summary>The tests that share one local run; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleTests : ICollectionFixture<ConsoleRun>
{
    public const string Name = "console";
}
