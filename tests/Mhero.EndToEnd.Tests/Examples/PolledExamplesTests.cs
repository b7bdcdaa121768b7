using Mhero.Functions.Timers;

namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>The same runs when every webhook is lost: the timers bring them.</summary>
public sealed class PolledExamplesTests(PolledExamplesTests.World world) : IClassFixture<PolledExamplesTests.World>
{
    public static TheoryData<string> Examples => [.. ExampleFiles.Names];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Poll_RunsWhoseWebhooksWereLost_GivesTheExpectedResources(string example) =>
        ExtractedResources.AssertSame(ExtractedResources.Expected(example), await ExtractedResources.ActualAsync(world, example));

    [Fact]
    public async Task Poll_NothingNew_WritesNothing()
    {
        Assert.Equal(0, world.ResponsesBeforePoll);
        var versions = await world.Registry.VersionsAsync();

        await world.FireAsync(nameof(SyncFlows), nameof(Functions.Timers.SyncRuns), nameof(SyncMessages));

        Assert.Equal(versions, await world.Registry.VersionsAsync());
        await world.AssertNoDeadLettersAsync();
    }

    [Fact]
    public async Task Poll_MessagesThatNoFlowTook_AreCommunications()
    {
        var talks = ExampleWorld.Examples[0].Conversations;
        var messages = (await world.Registry.AllAsync("Communication")).Where(message => message["payload"] is not null && message["received"] is not null && message["inResponseTo"] is null)
            .Select(message => ((string?)message["sender"]?["reference"], (string?)message["payload"]![0]!["contentString"])).ToList();

        var state = await world.DescribeAsync();
        Assert.Equal("1-contacts-in-step", ExampleWorld.Examples[0].Name);
        Assert.All(talks, talk =>
        {
            var urn = talk.From.StartsWith('+') ? "tel:" + talk.From : talk.From;
            Assert.True(messages.Contains(($"Practitioner/{world.Workspace.FindByUrn(urn)!.Fields["globalid"]}", talk.Messages[0])), $"{urn}: {string.Join("; ", messages)}\n{state}");
        });
    }

    public sealed class World : ExampleWorld
    {
        protected override bool UsesAzurite => true;

        public int ResponsesBeforePoll { get; private set; }

        protected override async Task BeginAsync()
        {
            LosesWebhooks = true;
            await PlayAllAsync();
            ResponsesBeforePoll = (await Registry.AllAsync("QuestionnaireResponse")).Count;
            await FireAsync(nameof(Functions.Timers.SyncRuns), nameof(SyncMessages));
        }
    }
}
