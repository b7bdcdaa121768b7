using Mhero.Fuzzing;

namespace Mhero.Simulation.Tests;

/// <summary>Every reader of foreign input bears changed documents. <c>fuzz</c> of the load benches gives it a million of them.</summary>
public sealed class FuzzTests
{
    private const int InputsOfTheGate = 20_000;

    [Fact]
    public void ChangedDocuments_AreAnsweredWithoutAnException()
    {
        var failures = new FuzzRun(seed: 1).Run(InputsOfTheGate, _ => true);

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }
}
