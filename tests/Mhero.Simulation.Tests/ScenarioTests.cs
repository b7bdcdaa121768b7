using Mhero.Core.Sync;
using Mhero.Simulation.Tests.Worlds;

namespace Mhero.Simulation.Tests;

/// <summary>What seeds turned up, each as the shortest world that shows it.</summary>
public sealed class ScenarioTests
{
    private const string First = "+250788100001";
    private const string Second = "+250788100002";
    private const string Third = "+250788100003";

    /// <summary>Seeds 7, 21, 45, 50, 53 of the first version.</summary>
    [Fact]
    public void WorkerGetsANumberThatAnotherContactOwns_TheReviewStaysUntilTheNumberIsFree() => Scenario.Run(scenario =>
    {
        var owner = scenario.AddWorker("Ann", "Owner", First);
        var other = scenario.AddWorker("Ben", "Other", Second);
        scenario.Rest();

        scenario.Renumber(other, First);
        scenario.Rest();
        scenario.Rest();

        var review = Assert.Single(scenario.Reviews);
        Assert.Equal((SyncCodes.NumberOfAnother, $"Practitioner/{other}"), (review.Code, review.Subject));
        Assert.Equal(["tel:" + First], scenario.ContactOf(owner).Urns);

        scenario.Renumber(owner, Third);
        scenario.Rest();
        scenario.Rest();

        Assert.Empty(scenario.Reviews);
        Assert.Equal(["tel:" + Third], scenario.ContactOf(owner).Urns);
        Assert.Equal(["tel:" + First], scenario.ContactOf(other).Urns);
    });
}
