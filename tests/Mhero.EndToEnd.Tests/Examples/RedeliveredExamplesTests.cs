using Mhero.Core.Storage.Cursors;
using Mhero.Functions.Timers;

namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>
/// The same runs again and again: each webhook's body three times at once, then the polls, and the polls once more after their
/// cursors are gone and RapidPro has touched every run.
/// </summary>
public sealed class RedeliveredExamplesTests(RedeliveredExamplesTests.World world) : IClassFixture<RedeliveredExamplesTests.World>
{
    private const int Times = 3;

    public static TheoryData<string> Examples => [.. ExampleFiles.Names];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Redelivery_OfEachRun_GivesTheSameResourcesAndNoMore(string example) =>
        ExtractedResources.AssertSame(ExtractedResources.Expected(example), await ExtractedResources.ActualAsync(world, example));

    [Fact]
    public async Task Redelivery_OfAllRuns_WritesNothing()
    {
        Assert.NotEmpty(world.Before);
        Assert.Empty(world.AfterWebhooks.Except(world.Before));
        Assert.Empty(world.AfterPolls.Except(world.Before));
        Assert.Empty(world.AfterReset.Except(world.Before));
        Assert.Equal(world.Before.Count, world.AfterReset.Count);
        await world.AssertNoDeadLettersAsync();
    }

    [Fact]
    public async Task Poll_AfterTheWebhooks_WritesNothingButWhoHasRegistered()
    {
        var runs = world.Workspace.Runs.ToDictionary(run => run.Uuid.ToString(), run => run.Flow);
        var changed = world.Before.Except(world.BeforePoll).Select(NameOf).ToHashSet();
        var responses = (await world.Registry.AllAsync("QuestionnaireResponse")).Where(response => changed.Contains(RegistryReader.NameOf(response))).ToList();

        // Until they were in the registry their contact's UUID had to do as the source of their answers.
        Assert.All(responses, response => Assert.Contains(runs[(string)response["identifier"]!["value"]!], ExampleFiles.Flows("6-registration-by-text", world.Workspace)));
        Assert.All(responses, response => Assert.StartsWith("Practitioner/", (string?)response["source"]!["reference"], StringComparison.Ordinal));
        Assert.NotEmpty(responses);
        Assert.DoesNotContain(changed, name => name.Split('/')[0] is not ("QuestionnaireResponse" or "Provenance" or "Practitioner" or "PractitionerRole"));
        Assert.Equal(world.BeforePoll.Select(NameOf), world.Before.Select(NameOf));
    }

    [Fact]
    public void Redelivery_ToAnAppThatForgotEverything_MakesNothingNew() =>
        Assert.Equal(world.Before.Select(NameOf), world.AfterForgetting.Select(NameOf));

    private static string NameOf(string version) => version.Split(' ')[0];

    public sealed class World : ExampleWorld
    {
        public IReadOnlyList<string> BeforePoll { get; private set; } = [];

        public IReadOnlyList<string> Before { get; private set; } = [];

        public IReadOnlyList<string> AfterWebhooks { get; private set; } = [];

        public IReadOnlyList<string> AfterPolls { get; private set; } = [];

        public IReadOnlyList<string> AfterReset { get; private set; } = [];

        public IReadOnlyList<string> AfterForgetting { get; private set; } = [];

        protected override async Task BeginAsync()
        {
            await PlayAllAsync();
            await FireAsync(nameof(SyncMessages));
            BeforePoll = await Registry.VersionsAsync();
            await FireAsync(nameof(Functions.Timers.SyncRuns));
            Before = await Registry.VersionsAsync();

            foreach (var body in Webhooks.ToList())
            {
                await Task.WhenAll(Enumerable.Range(0, Times).Select(_ => PostWebhookAsync(body)));
            }

            await Host.WaitUntilIdleAsync();
            AfterWebhooks = await Registry.VersionsAsync();

            await FireAsync(nameof(Functions.Timers.SyncRuns), nameof(SyncMessages), nameof(Functions.Timers.SyncRuns));
            AfterPolls = await Registry.VersionsAsync();

            var cursors = Host.Services.GetRequiredService<CursorStore>();
            foreach (var cursor in await cursors.ListAsync())
            {
                await cursors.ResetAsync(cursor.Name);
            }

            foreach (var run in Workspace.Runs)
            {
                Workspace.EditRun(run.Uuid, same => same);
            }

            await FireAsync(nameof(Functions.Timers.SyncRuns), nameof(SyncMessages));
            AfterReset = await Registry.VersionsAsync();

            await using var forgetful = await StartForgetfulHostAsync();
            await FireAsync(forgetful, nameof(Functions.Timers.SyncRuns), nameof(SyncMessages));
            AfterForgetting = await Registry.VersionsAsync();
        }
    }
}
