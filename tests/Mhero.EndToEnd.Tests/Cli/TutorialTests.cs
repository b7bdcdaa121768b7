namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>The tests of the tutorials, which share one <c>mhero up</c>.</summary>
[CollectionDefinition(Collection)]
public sealed class TutorialTests : ICollectionFixture<RunningUp>
{
    public const string Collection = "Tutorials";
}
