namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>The examples played by text messages alone: what their webhooks bring is all that mHero has of the runs.</summary>
public sealed class TextedExamplesTests(TextedExamplesTests.World world) : IClassFixture<TextedExamplesTests.World>
{
    public static TheoryData<string> Examples => [.. ExampleFiles.Names];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Play_ByTextMessages_GivesTheExpectedResources(string example) =>
        ExtractedResources.AssertSame(ExtractedResources.Expected(example), await ExtractedResources.ActualAsync(world, example));

    [Fact]
    public async Task Play_AllExamples_GivesAResponseOfEachRunAndNothingThatIsNotExpected()
    {
        var runs = world.Workspace.Runs;
        var expected = ExampleFiles.Names.Sum(name => ExampleFiles.Expected(name).Count);
        var made = (await world.Registry.AllExtractableAsync()).Count(resource => !world.Registry.WasThere(RegistryReader.NameOf(resource)));

        Assert.All(ExampleFiles.Names, name =>
        {
            var flows = ExampleFiles.Flows(name, world.Workspace);
            Assert.Equal((name, ExampleFiles.SampleRuns(name).Count), (name, runs.Count(run => flows.Contains(run.Flow))));
        });
        Assert.All(runs, run => Assert.Equal("completed", run.ExitType));
        Assert.Equal(runs.Count, (await world.Registry.AllAsync("QuestionnaireResponse")).Count);
        Assert.Equal(runs.Count, world.Webhooks.Count);

        // Beside what was extracted the sync of contacts has made five Practitioners and their roles.
        Assert.Equal(expected + world.MadeBySync, made);
        await world.AssertNoDeadLettersAsync();
    }

    public sealed class World : ExampleWorld
    {
        public int MadeBySync { get; private set; }

        protected override async Task BeginAsync()
        {
            MadeBySync = (await Registry.AllExtractableAsync()).Count(resource => !Registry.WasThere(RegistryReader.NameOf(resource)));
            await PlayAllAsync();
        }
    }
}
