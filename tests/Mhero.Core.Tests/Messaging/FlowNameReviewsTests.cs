using Mhero.Core.Caching;
using Mhero.Core.Messaging;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Tests.Messaging;

/// <summary>Which flow a name means that no flow, or several, have: a person decides.</summary>
public sealed class FlowNameReviewsTests
{
    private static readonly (string Name, string Value)[] Ask =
    [
        ("Mhero:OptOut:Flows:ask:Flow", "Weekly Report"), ("Mhero:OptOut:Flows:ask:Result", "Wish"), ("Mhero:OptOut:Flows:ask:Out", "Stop"),
        ("Mhero:OptOut:Flows:again:Flow", "weekly report"), ("Mhero:OptOut:Flows:again:Result", "Wish"), ("Mhero:OptOut:Flows:again:Out", "Stop"),
    ];

    [Fact]
    public async Task Notify_NameThatNoFlowHas_AsksWithTheFlowsThatAreAlike()
    {
        using var world = new FlowWorld(Ask);
        world.Add(1, "Daily report");
        world.Add(2, "REPORT-weekly.2026", false, "a", "b");
        world.Add(3, "Weekly report old", true);
        world.Add(4, "Other");
        world.Add(5, "A report");

        var review = Assert.Single(await NotifyAsync(world));

        Assert.Equal((SyncCodes.FlowMissing, "weekly report"), (review.Code, review.Payload));
        Assert.StartsWith("flow/", review.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("eekly", review.Subject, StringComparison.Ordinal);
        Assert.EndsWith("It is named by Mhero__OptOut__Flows__again__Flow, Mhero__OptOut__Flows__ask__Flow.", review.Message, StringComparison.Ordinal);
        Assert.Equal(
            [
                $"flow/{FlowWorld.FlowOf(2)} 'REPORT-weekly.2026', created 2026-01-02, 2 results",
                $"flow/{FlowWorld.FlowOf(5)} 'A report', created 2026-01-05, 0 results",
                $"flow/{FlowWorld.FlowOf(1)} 'Daily report', created 2026-01-01, 0 results",
            ],
            review.Candidates.Select(c => $"{c.Reference} {c.Reason}"));
    }

    [Fact]
    public async Task Notify_NameThatSeveralHave_AsksWithThoseAndAtMostTen()
    {
        using var world = new FlowWorld(Ask);
        for (var n = 1; n <= 11; n++)
        {
            world.Add(n, "Weekly Report");
        }

        world.Add(12, "Weekly Report 2");

        var review = Assert.Single(await NotifyAsync(world));

        Assert.Equal(SyncCodes.FlowAmbiguous, review.Code);
        Assert.Equal(Enumerable.Range(1, 10).Select(n => $"flow/{FlowWorld.FlowOf(n)}"), review.Candidates.Select(c => c.Reference));
    }

    [Fact]
    public async Task Notify_OnceOneFlowHasTheName_ClosesTheQuestionAndRemembersTheName()
    {
        using var world = new FlowWorld(Ask);
        Assert.Empty(Assert.Single(await NotifyAsync(world)).Candidates);
        world.Add(1, "Weekly Report");
        world.Registry.App.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Empty(await NotifyAsync(world));
        Assert.Equal(new FlowLink(FlowWorld.FlowOf(1)), await world.Registry.Get<FlowLinks>().FindAsync("weekly report ", CancellationToken.None));

        // Renamed: still known, and not asked for.
        world.Clear();
        world.Add(1, "Renamed");
        world.Registry.App.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Empty(await NotifyAsync(world));
    }

    [Fact]
    public async Task Notify_RapidProDown_AsksNothingAndDoesNotFail()
    {
        using var world = new FlowWorld(Ask) { IsDown = true };

        Assert.Empty(await NotifyAsync(world));
    }

    [Theory]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-000000000009")]
    [InlineData("")]
    public async Task Notify_UuidOrNothing_IsNoQuestion(string flow)
    {
        using var world = new FlowWorld();
        world.AddOwn("q1", flow);

        Assert.Empty(await NotifyAsync(world));
    }

    [Theory]
    [InlineData("flow/4b2c1a55-0d7f-4f0e-9a3b-000000000004", true)]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-000000000004", true)]
    [InlineData("flow/4b2c1a55-0d7f-4f0e-9a3b-000000000009", false)]
    [InlineData("flow/Other", false)]
    [InlineData(null, false)]
    public async Task Decide_AnyFlowOfTheWorkspace_IsTheNamesFromThenOn(string? choice, bool isAccepted)
    {
        using var world = new FlowWorld(Ask);
        world.Add(4, "Other");
        var review = Assert.Single(await NotifyAsync(world));
        var reviews = world.Registry.Get<FlowNameReviews>();
        Assert.True(reviews.Handles(review));
        Assert.False(reviews.Handles(review with { Subject = "Practitioner/1" }));

        var answer = await reviews.DecideAsync(review, new ReviewDecision { Choose = choice }, CancellationToken.None);

        Assert.Equal(isAccepted ? ReviewAnswer.Accepted : ReviewAnswer.NoCandidate, answer);
        Assert.Equal(isAccepted ? new FlowLink(FlowWorld.FlowOf(4), true) : null, await world.Registry.Get<FlowLinks>().FindAsync("Weekly Report", CancellationToken.None));
        Assert.Equal(isAccepted ? 0 : 1, await world.Registry.Get<ReviewStore>().CountAsync());
        Assert.Equal(isAccepted ? 0 : 1, (await NotifyAsync(world)).Count);
    }

    private static async Task<IReadOnlyList<Review>> NotifyAsync(FlowWorld world)
    {
        await world.Registry.Get<FlowNameReviews>().NotifyAsync(CancellationToken.None);
        return await world.Registry.Get<ReviewStore>().ListAsync(10);
    }
}
